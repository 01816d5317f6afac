package cz.statex.aiworkers.core.model.repository;

import cz.statex.aiworkers.core.checkpoint.Checkpoint;
import cz.statex.aiworkers.core.checkpoint.CheckpointException;
import cz.statex.aiworkers.core.checkpoint.TensorInfo;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A checkpoint whose publisher calls its tensors otherwise than programs do.
 *
 * @param checkpoint what was published; closed with this
 * @param published name there, by the name that programs know; tensors that are not in it keep theirs
 */
record RenamedCheckpoint(Checkpoint checkpoint, Map<String, String> published) implements Checkpoint {

    @Override
    public String fileName() {
        return checkpoint.fileName();
    }

    @Override
    public Set<String> names() {
        Set<String> names = new HashSet<>(checkpoint.names());
        names.addAll(published.keySet());
        return names;
    }

    @Override
    public Optional<TensorInfo> find(String name) {
        return checkpoint
                .find(published.getOrDefault(name, name))
                .map(info -> new TensorInfo(name, info.dtype(), info.shape()));
    }

    @Override
    public ByteBuffer read(String name) throws CheckpointException {
        return checkpoint.read(published.getOrDefault(name, name));
    }

    @Override
    public void close() {
        checkpoint.close();
    }
}
