package cz.statex.aiworkers.core.checkpoint;

import java.util.List;

/**
 * What a checkpoint says about one tensor.
 *
 * @param name name in the checkpoint, in Hugging Face's spelling where it is known
 * @param dtype type of the elements
 * @param shape sizes of the dimensions, outermost first; empty for a scalar
 */
public record TensorInfo(String name, DType dtype, List<Long> shape) {

    /** Copies the shape. */
    public TensorInfo {
        shape = List.copyOf(shape);
    }

    /**
     * Bytes of all elements.
     *
     * @throws ArithmeticException if they are more than a long can count, or a dimension is negative
     */
    public long bytes() {
        long bytes = dtype.bytes();
        for (long size : shape) {
            if (size < 0) {
                throw new ArithmeticException("dimension " + size + " is negative");
            }
            bytes = Math.multiplyExact(bytes, size);
        }
        return bytes;
    }

    /** Throws {@link CheckpointException} about {@code file} unless the elements take as many bytes as it has for them. */
    void requireBytes(String file, long available) throws CheckpointException {
        long expected;
        try {
            expected = bytes();
        } catch (ArithmeticException e) {
            throw new CheckpointException(file, name, "has the impossible shape " + shape);
        }
        if (expected != available) {
            throw new CheckpointException(
                    file, name, "has " + available + " bytes, but " + dtype + shape + " takes " + expected);
        }
    }
}
