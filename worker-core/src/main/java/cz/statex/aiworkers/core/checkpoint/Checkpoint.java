package cz.statex.aiworkers.core.checkpoint;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The tensors of one model, by name. Opening reads names and shapes only; a tensor's bytes are read when asked for, so
 * memory holds one tensor at a time however large the files are.
 *
 * <p>Threading: safe for concurrent reads. Ownership: whoever opens it closes it; buffers that were read stay valid. The
 * files are mapped into memory, and stay mapped until the garbage collector finds out that they were closed.
 */
public interface Checkpoint extends AutoCloseable {

    /**
     * Opens a checkpoint by what is in it, whatever it is called: a safetensors file, the index of a model in several
     * safetensors files (which are opened beside it), or an ONNX model (weights in int8 are read as the floats they
     * stand for, and matrices without a name get the one that the graph implies).
     *
     * @throws CheckpointException if it cannot be read, is of another kind, is truncated, or contradicts itself
     */
    static Checkpoint open(Path file) throws CheckpointException {
        return CheckpointFiles.open(file);
    }

    /**
     * Opens files that together hold one model, each as {@link #open(Path)} does: shards with or without their index,
     * or the ONNX files of an encoder and its decoder, whose tensors get the names of the whole model.
     *
     * @throws CheckpointException as for one file, or if two files hold a tensor of the same name
     * @throws IllegalArgumentException if there are no files, or more than a thousand
     */
    static Checkpoint open(List<Path> files) throws CheckpointException {
        return CheckpointFiles.open(files);
    }

    /** Name of the file or files, without their folder: for messages. */
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
