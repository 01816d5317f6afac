package cz.statex.aiworkers.core.torchscript.archive;

import cz.statex.aiworkers.core.checkpoint.Checkpoint;
import cz.statex.aiworkers.core.checkpoint.CheckpointException;
import cz.statex.aiworkers.core.checkpoint.DType;
import cz.statex.aiworkers.core.checkpoint.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * A tensor of a module. Its bytes are made when they are written out, one weight at a time, so that memory never holds a
 * whole model.
 *
 * @param dtype type of the elements
 * @param shape sizes of the dimensions, outermost first
 * @param source makes the elements: little-endian, row-major, in a buffer with an array that holds nothing else
 */
public record Weight(DType dtype, List<Long> shape, Source source) {

    /** Makes the elements of a weight. */
    @FunctionalInterface
    public interface Source {

        /** Reads or computes them. */
        ByteBuffer read() throws CheckpointException;
    }

    /** Takes a copy of the shape. */
    public Weight {
        shape = List.copyOf(shape);
    }

    /**
     * One tensor as 32-bit floats, whatever floating-point type it was published in.
     *
     * @throws CheckpointException unless it is there, of a floating-point type and of this shape
     */
    public static Weight of(Checkpoint checkpoint, String name, Long... shape) throws CheckpointException {
        TensorInfo info = requireFloats(checkpoint, name, shape);
        return new Weight(DType.FLOAT32, info.shape(), () -> Floats.widened(checkpoint.read(name), info.dtype()));
    }

    /** Tensors of equal shape on top of each other, joined along their first dimension. */
    public static Weight stacked(Checkpoint checkpoint, List<String> names, Long... shape) throws CheckpointException {
        if (names.size() == 1) {
            return of(checkpoint, names.get(0), shape);
        }
        for (String name : names) {
            requireFloats(checkpoint, name, shape);
        }
        Long[] stacked = shape.clone();
        stacked[0] = shape[0] * names.size();
        return new Weight(DType.FLOAT32, Arrays.asList(stacked), () -> joined(checkpoint, names, shape));
    }

    private static ByteBuffer joined(Checkpoint checkpoint, List<String> names, Long... shape)
            throws CheckpointException {
        long elements = Arrays.stream(shape).reduce(1L, Math::multiplyExact);
        int bytes = Math.toIntExact(Math.multiplyExact(elements, (long) names.size() * DType.FLOAT32.bytes()));
        ByteBuffer joined = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (String name : names) {
            joined.put(Weight.of(checkpoint, name, shape).read());
        }
        return joined.flip();
    }

    private static TensorInfo requireFloats(Checkpoint checkpoint, String name, Long... shape)
            throws CheckpointException {
        DType published = checkpoint.find(name).map(TensorInfo::dtype).orElse(DType.FLOAT32);
        return checkpoint.require(name, Floats.isWidened(published) ? published : DType.FLOAT32, shape);
    }

    /** The weight in a narrower floating-point type if it is one of 32-bit floats, or else as it is. */
    Weight narrowed(DType floats) {
        if (dtype != DType.FLOAT32 || floats == DType.FLOAT32) {
            return this;
        }
        return new Weight(floats, shape, () -> Floats.narrowed(read(), floats));
    }

    /** Number of elements. */
    public long elements() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    /** All bytes. */
    ByteBuffer read() throws CheckpointException {
        return source.read();
    }
}
