package cz.statex.aiworkers.core.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The tensors of one safetensors file. They are stored as they are read: little-endian, row-major. */
final class SafetensorsCheckpoint implements Checkpoint {

    private final MappedFile file;
    private final Map<String, SafetensorsHeader.Stored> tensors;

    private SafetensorsCheckpoint(MappedFile file, Map<String, SafetensorsHeader.Stored> tensors) {
        this.file = file;
        this.tensors = tensors;
    }

    /**
     * Reads the header of {@code file}, which is closed with the checkpoint; on failure the caller closes it.
     *
     * @throws CheckpointException if the header and the file contradict each other or themselves
     */
    static SafetensorsCheckpoint of(MappedFile file) throws CheckpointException {
        return new SafetensorsCheckpoint(file, SafetensorsHeader.read(file));
    }

    @Override
    public String fileName() {
        return file.name();
    }

    @Override
    public Set<String> names() {
        return tensors.keySet();
    }

    @Override
    public Optional<TensorInfo> find(String name) {
        return Optional.ofNullable(tensors.get(name)).map(SafetensorsHeader.Stored::info);
    }

    @Override
    public ByteBuffer read(String name) throws CheckpointException {
        SafetensorsHeader.Stored tensor = tensors.get(name);
        if (tensor == null) {
            throw new CheckpointException(file.name(), name, "is missing");
        }
        byte[] bytes = file.bytes(name, tensor.offset(), tensor.info().bytes());
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() {
        file.close();
    }
}
