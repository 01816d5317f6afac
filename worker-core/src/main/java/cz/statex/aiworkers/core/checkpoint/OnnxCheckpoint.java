package cz.statex.aiworkers.core.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The weights of an ONNX file, under the names that they had in the model. Weights in int8 are read as the floats that
 * they stand for.
 */
public final class OnnxCheckpoint implements Checkpoint {

    private final MappedFile file;
    private final Map<String, OnnxWeight> weights;

    private OnnxCheckpoint(MappedFile file, Map<String, OnnxWeight> weights) {
        this.file = file;
        this.weights = weights;
    }

    /**
     * Opens {@code file} and reads its index.
     *
     * @throws CheckpointException if the file cannot be read, is truncated, or its sizes contradict each other
     */
    public static OnnxCheckpoint open(Path file) throws CheckpointException {
        MappedFile mapped = MappedFile.open(file);
        try {
            return of(mapped);
        } catch (CheckpointException | RuntimeException e) {
            mapped.close();
            throw e;
        }
    }

    /**
     * Reads the index of {@code file}, which is closed with the checkpoint; on failure the caller closes it.
     *
     * @throws CheckpointException if it is no ONNX model, is truncated, or its sizes contradict each other
     */
    static OnnxCheckpoint of(MappedFile file) throws CheckpointException {
        try {
            return new OnnxCheckpoint(file, OnnxNames.weights(file, OnnxReader.read(file)));
        } catch (CheckpointException e) {
            throw e;
        } catch (IOException e) {
            throw new CheckpointException(file.name(), "is no readable ONNX model: " + e.getMessage(), e);
        }
    }

    @Override
    public String fileName() {
        return file.name();
    }

    @Override
    public Set<String> names() {
        return weights.keySet();
    }

    @Override
    public Optional<TensorInfo> find(String name) {
        return Optional.ofNullable(weights.get(name)).map(OnnxWeight::info);
    }

    @Override
    public ByteBuffer read(String name) throws CheckpointException {
        OnnxWeight weight = weights.get(name);
        if (weight == null) {
            throw new CheckpointException(file.name(), name, "is missing");
        }
        return weight.read(file);
    }

    @Override
    public void close() {
        file.close();
    }
}
