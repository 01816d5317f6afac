package cz.statex.aiworkers.core.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A tensor in the engine's memory, on the model's device. Not thread-safe: used by one thread at a time. Ownership: the
 * {@link TorchSession} it belongs to frees it when it closes; closing it sooner frees it sooner.
 */
public final class TorchTensor implements AutoCloseable {

    private final NDArray array;

    TorchTensor(NDArray array) {
        this.array = array;
    }

    NDArray array() {
        return array;
    }

    /** Sizes of the dimensions, outermost first. */
    public List<Long> shape() {
        return LongStream.of(array.getShape().getShape()).boxed().toList();
    }

    /** A copy of all values, row-major, in Java's memory. */
    public float[] floats() {
        if (array.getDataType() == DataType.FLOAT32) {
            return array.toFloatArray();
        }
        try (NDArray floats = array.toType(DataType.FLOAT32, false)) {
            return floats.toFloatArray();
        }
    }

    @Override
    public void close() {
        array.close();
    }
}
