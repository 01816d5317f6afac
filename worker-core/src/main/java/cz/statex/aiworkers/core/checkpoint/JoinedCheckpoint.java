package cz.statex.aiworkers.core.checkpoint;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Several files that together hold one model. Owns its parts.
 *
 * <p>An encoder that was exported to ONNX alone has lost the start of its tensors' names: where the decoder has
 * {@code model.decoder.layers.0}, it has {@code layers.0} for {@code model.encoder.layers.0}. It gets it back from the
 * decoder beside it.
 */
final class JoinedCheckpoint implements Checkpoint {

    private static final String DECODER = "decoder.";
    private static final String ENCODER = "encoder.";

    private final String fileName;
    private final List<Checkpoint> parts;
    private final Map<String, Member> members;

    private record Member(Checkpoint part, String name) {}

    private JoinedCheckpoint(String fileName, List<Checkpoint> parts, Map<String, Member> members) {
        this.fileName = fileName;
        this.parts = List.copyOf(parts);
        this.members = members;
    }

    /**
     * All tensors of {@code parts}, which are closed with it; on failure the caller closes them.
     *
     * @throws CheckpointException if a tensor is in two of them
     */
    static JoinedCheckpoint of(List<Checkpoint> parts) throws CheckpointException {
        Optional<String> model = parts.stream()
                .filter(OnnxCheckpoint.class::isInstance)
                .flatMap(part -> part.names().stream())
                .flatMap(name -> before(name, DECODER).stream())
                .findFirst();
        Map<String, Member> members = new LinkedHashMap<>();
        for (Checkpoint part : parts) {
            String prefix = model.filter(start -> isEncoderAlone(part))
                    .map(start -> start + ENCODER)
                    .orElse("");
            for (String name : part.names()) {
                // Numbers and constants of an exporter mean something else in each file.
                if (OnnxNames.isOfExporter(name)) {
                    continue;
                }
                Member other = members.putIfAbsent(prefix + name, new Member(part, name));
                if (other != null) {
                    throw new CheckpointException(
                            part.fileName(), name, "is in " + other.part().fileName() + " too");
                }
            }
        }
        String first = parts.get(0).fileName();
        return new JoinedCheckpoint(
                parts.size() == 2
                        ? first + " + " + parts.get(1).fileName()
                        : first + " and " + (parts.size() - 1) + " more",
                parts,
                members);
    }

    /**
     * The tensors that an index names, each in the part that the index names for it. The parts are closed with it; on
     * failure the caller closes them.
     *
     * @param index name of the index, for messages
     * @param shards file by tensor
     * @param parts checkpoint by file
     * @throws CheckpointException if a tensor is not where the index says
     */
    static JoinedCheckpoint of(String index, Map<String, String> shards, Map<String, Checkpoint> parts)
            throws CheckpointException {
        Map<String, Member> members = new LinkedHashMap<>();
        for (Map.Entry<String, String> tensor : shards.entrySet()) {
            Checkpoint part = parts.get(tensor.getValue());
            if (part == null || part.find(tensor.getKey()).isEmpty()) {
                throw new CheckpointException(
                        tensor.getValue(), tensor.getKey(), "is missing, although " + index + " says it is there");
            }
            members.put(tensor.getKey(), new Member(part, tensor.getKey()));
        }
        return new JoinedCheckpoint(index, List.copyOf(parts.values()), members);
    }

    private static boolean isEncoderAlone(Checkpoint part) {
        return part instanceof OnnxCheckpoint
                && part.names().stream()
                        .allMatch(name -> before(name, DECODER).isEmpty()
                                && before(name, ENCODER).isEmpty());
    }

    /** What comes before the module {@code module} in {@code name}: nothing, or whole modules. */
    private static Optional<String> before(String name, String module) {
        int at = name.indexOf(module);
        return at == 0 || (at > 0 && name.charAt(at - 1) == '.')
                ? Optional.of(name.substring(0, at))
                : Optional.empty();
    }

    @Override
    public String fileName() {
        return fileName;
    }

    @Override
    public Set<String> names() {
        return members.keySet();
    }

    @Override
    public Optional<TensorInfo> find(String name) {
        return Optional.ofNullable(members.get(name)).flatMap(member -> member.part()
                .find(member.name())
                .map(info -> new TensorInfo(name, info.dtype(), info.shape())));
    }

    @Override
    public ByteBuffer read(String name) throws CheckpointException {
        Member member = members.get(name);
        if (member == null) {
            throw new CheckpointException(fileName, name, "is missing");
        }
        return member.part().read(member.name());
    }

    @Override
    public void close() {
        close(parts);
    }

    /** Closes all of {@code parts}, also where one fails; the first failure is thrown, the others are with it. */
    static void close(Collection<Checkpoint> parts) {
        RuntimeException first = null;
        for (Checkpoint part : parts) {
            try {
                part.close();
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
