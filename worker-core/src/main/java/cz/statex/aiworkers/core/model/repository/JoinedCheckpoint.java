package cz.statex.aiworkers.core.model.repository;

import cz.statex.aiworkers.core.checkpoint.Checkpoint;
import cz.statex.aiworkers.core.checkpoint.CheckpointException;
import cz.statex.aiworkers.core.checkpoint.OnnxCheckpoint;
import cz.statex.aiworkers.core.checkpoint.TensorInfo;
import cz.statex.aiworkers.core.model.catalog.ModelArtifact;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tensors of all files of a checkpoint, as if they were in one: shards, or an encoder and a decoder that were
 * exported apart. A tensor that several files have, such as shared embeddings, is taken from the first.
 */
final class JoinedCheckpoint implements Checkpoint {

    private final List<Checkpoint> parts;
    private final Map<String, Place> places = new LinkedHashMap<>();

    /** Where a tensor is, and what it is called there. */
    private record Place(Checkpoint part, String name) {}

    private JoinedCheckpoint(List<Checkpoint> parts) {
        this.parts = parts;
    }

    /** Opens the files of {@code artifacts} in {@code folder}. */
    static JoinedCheckpoint open(List<ModelArtifact> artifacts, Path folder) throws CheckpointException {
        JoinedCheckpoint joined = new JoinedCheckpoint(new ArrayList<>());
        boolean opened = false;
        try {
            for (ModelArtifact artifact : artifacts) {
                Checkpoint part = OnnxCheckpoint.open(folder.resolve(artifact.file()));
                joined.parts.add(part);
                joined.add(part, artifact);
            }
            opened = true;
            return joined;
        } finally {
            if (!opened) {
                joined.close();
            }
        }
    }

    private void add(Checkpoint part, ModelArtifact artifact) {
        String prefix = artifact.prefix();
        for (String name : part.names()) {
            places.putIfAbsent(prefix == null ? name : prefixed(name, prefix), new Place(part, name));
        }
        artifact.names().forEach((known, name) -> places.put(known, new Place(part, name)));
    }

    private static String prefixed(String name, String prefix) {
        String firstWord = prefix.substring(0, prefix.indexOf('.') + 1);
        return name.startsWith(firstWord) ? name : prefix + name;
    }

    @Override
    public String fileName() {
        return parts.stream().map(Checkpoint::fileName).collect(Collectors.joining(" + "));
    }

    @Override
    public Set<String> names() {
        return places.keySet();
    }

    @Override
    public Optional<TensorInfo> find(String name) {
        Place place = places.get(name);
        return place == null
                ? Optional.empty()
                : place.part().find(place.name()).map(info -> new TensorInfo(name, info.dtype(), info.shape()));
    }

    @Override
    public ByteBuffer read(String name) throws CheckpointException {
        Place place = places.get(name);
        if (place == null) {
            throw new CheckpointException(fileName(), name, "is missing");
        }
        return place.part().read(place.name());
    }

    /** Bytes of all tensors, as they are read. */
    long bytes() {
        return places.keySet().stream()
                .map(this::find)
                .flatMap(Optional::stream)
                .mapToLong(TensorInfo::bytes)
                .sum();
    }

    @Override
    public void close() {
        parts.forEach(Checkpoint::close);
    }
}
