package cz.statex.aiworkers.core.checkpoint;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The tensors of one model file, by name. Opening reads names and shapes only; a tensor's bytes are read when asked for,
 * so memory holds one tensor at a time however large the file is.
 *
 * <p>Threading: safe for concurrent reads. Ownership: whoever opens it closes it; buffers that were read stay valid.
 */
public interface Checkpoint extends AutoCloseable {

    /** Name of the file, without its folder: for messages. */
    String fileName();

    /** Names of all tensors. */
    Set<String> names();

    /** What is known about {@code name}. */
    Optional<TensorInfo> find(String name);

    /**
     * Reads the elements of {@code name}: little-endian, row-major, in a buffer of exactly that size.
     *
     * @throws CheckpointException if there is no such tensor or its bytes cannot be read
     */
    ByteBuffer read(String name) throws CheckpointException;

    /**
     * The tensor {@code name}, which must have this type and shape.
     *
     * @throws CheckpointException if it is missing or differs
     */
    default TensorInfo require(String name, DType dtype, Long... shape) throws CheckpointException {
        TensorInfo info = find(name).orElseThrow(() -> new CheckpointException(fileName(), name, "is missing"));
        List<Long> expected = Arrays.asList(shape);
        if (info.dtype() != dtype || !info.shape().equals(expected)) {
            throw new CheckpointException(
                    fileName(),
                    name,
                    "is " + info.dtype() + info.shape() + ", but the program needs " + dtype + expected);
        }
        return info;
    }

    @Override
    void close();
}
