package cz.statex.aiworkers.core.torchscript;

import cz.statex.aiworkers.core.checkpoint.Checkpoint;
import cz.statex.aiworkers.core.checkpoint.CheckpointException;
import cz.statex.aiworkers.core.checkpoint.DType;
import cz.statex.aiworkers.core.checkpoint.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A tensor of a module: one or more tensors of a checkpoint, joined along their first dimension. Its bytes are read when
 * they are written out, one weight at a time.
 *
 * @param dtype type of the elements
 * @param shape sizes of the dimensions, outermost first
 * @param checkpoint where the parts are read
 * @param parts names of the tensors that are joined, in order
 */
record Weight(DType dtype, List<Long> shape, Checkpoint checkpoint, List<String> parts) {

    /** One tensor as it is; throws {@link CheckpointException} unless it has this shape. */
    static Weight of(Checkpoint checkpoint, String name, Long... shape) throws CheckpointException {
        TensorInfo info = checkpoint.require(name, DType.FLOAT32, shape);
        return new Weight(info.dtype(), info.shape(), checkpoint, List.of(name));
    }

    /** Tensors of equal shape on top of each other, so that one multiplication serves them all. */
    static Weight stacked(Checkpoint checkpoint, List<String> names, Long... shape) throws CheckpointException {
        for (String name : names) {
            checkpoint.require(name, DType.FLOAT32, shape);
        }
        List<Long> stacked = new ArrayList<>(List.of(shape));
        stacked.set(0, shape[0] * names.size());
        return new Weight(DType.FLOAT32, stacked, checkpoint, names);
    }

    /** Number of elements. */
    long elements() {
        return shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
    }

    /** All bytes, little-endian and row-major. */
    ByteBuffer read() throws CheckpointException {
        if (parts.size() == 1) {
            return checkpoint.read(parts.get(0));
        }
        ByteBuffer joined =
                ByteBuffer.allocate(Math.toIntExact(elements() * dtype.bytes())).order(ByteOrder.LITTLE_ENDIAN);
        for (String part : parts) {
            joined.put(checkpoint.read(part));
        }
        return joined.flip();
    }
}
