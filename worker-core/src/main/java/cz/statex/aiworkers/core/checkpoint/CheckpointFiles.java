package cz.statex.aiworkers.core.checkpoint;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Opens files by what is in them, whatever they are called. What is no checkpoint is refused with a word on what to do;
 * what could carry code is never looked into.
 */
final class CheckpointFiles {

    /** More tensors than any model has. */
    static final int MAX_TENSORS = 200_000;

    /** Longer names than any tensor has. */
    static final int MAX_NAME_BYTES = 4096;

    /** More dimensions than any tensor has. */
    static final int MAX_DIMENSIONS = 16;

    private static final int MAX_FILES = 1000;
    private static final int START_BYTES = 16;
    private static final int LENGTH_BYTES = 8;
    private static final byte OBJECT = '{';

    /** What the fields of an ONNX model start with: the first eight, one of which every exporter writes first. */
    private static final String ONNX_TAGS = "\b\22\32\"(2:B";

    private static final String CONVERT =
            "; convert it to safetensors, since only weights are read, never files that can carry code";

    /** Starts of files that people take for checkpoints, as Latin-1, and what is said about them. */
    private static final Map<String, String> FOREIGN = foreign();

    private enum Kind {
        SAFETENSORS,
        INDEX,
        ONNX
    }

    private CheckpointFiles() {}

    private static Map<String, String> foreign() {
        Map<String, String> foreign = new LinkedHashMap<>();
        foreign.put("PK", "is a zip archive, as PyTorch's .pt and .bin are" + CONVERT);
        foreign.put("\u0080", "is a pickle, as PyTorch's older .pt and .bin are" + CONVERT);
        foreign.put("\u0089HDF", "is an HDF5 file, as Keras writes it" + CONVERT);
        foreign.put("\u001f\u008b", "is a gzip archive; unpack it first");
        foreign.put("GGUF", "is a GGUF file, which is not read; take the model's safetensors files");
        foreign.put("version https", "is a pointer of Git LFS, not the model; fetch the file with git lfs pull");
        foreign.put("<", "is a web page, not a model; download the file itself");
        return foreign;
    }

    /** Opens one file, or the files of an index; see {@link Checkpoint#open(Path)}. */
    static Checkpoint open(Path path) throws CheckpointException {
        Map<String, String> shards = shards(path);
        return shards.isEmpty() ? openTensors(path) : openShards(path, shards);
    }

    /** Opens files that together are one model; see {@link Checkpoint#open(List)}. */
    static Checkpoint open(List<Path> paths) throws CheckpointException {
        if (paths.isEmpty() || paths.size() > MAX_FILES) {
            throw new IllegalArgumentException("a model has 1 to " + MAX_FILES + " files, not " + paths.size());
        }
        Set<Path> opened = new HashSet<>();
        for (Path path : paths) {
            shards(path).values().forEach(shard -> opened.add(normal(path.resolveSibling(shard))));
        }
        List<Checkpoint> parts = new ArrayList<>();
        try {
            for (Path path : paths) {
                if (opened.add(normal(path))) {
                    parts.add(open(path));
                }
            }
            return parts.size() == 1 ? parts.get(0) : JoinedCheckpoint.of(parts);
        } catch (CheckpointException | RuntimeException | Error e) {
            closeAfter(e, () -> JoinedCheckpoint.close(parts));
            throw e;
        }
    }

    /** File by tensor if {@code path} is an index; otherwise nothing. */
    private static Map<String, String> shards(Path path) throws CheckpointException {
        try (MappedFile file = MappedFile.open(path)) {
            return kind(file) == Kind.INDEX ? ShardIndex.read(file) : Map.of();
        }
    }

    private static Checkpoint openShards(Path index, Map<String, String> fileByTensor) throws CheckpointException {
        String name = String.valueOf(index.getFileName());
        Map<String, Checkpoint> shards = new LinkedHashMap<>();
        try {
            for (String shard : new LinkedHashSet<>(fileByTensor.values())) {
                if (shards.size() == MAX_FILES) {
                    throw new CheckpointException(name, "names more than " + MAX_FILES + " files");
                }
                shards.put(shard, openTensors(index.resolveSibling(shard)));
            }
            return JoinedCheckpoint.of(name, fileByTensor, shards);
        } catch (CheckpointException | RuntimeException | Error e) {
            closeAfter(e, () -> JoinedCheckpoint.close(shards.values()));
            throw e;
        }
    }

    /** Opens a file that holds tensors itself. Not an index: one that names itself would never be open. */
    private static Checkpoint openTensors(Path path) throws CheckpointException {
        MappedFile file = MappedFile.open(path);
        try {
            return switch (kind(file)) {
                case SAFETENSORS -> SafetensorsCheckpoint.of(file);
                case ONNX -> OnnxCheckpoint.of(file);
                case INDEX -> throw new CheckpointException(file.name(), "is an index, named by an index");
            };
        } catch (CheckpointException | RuntimeException | Error e) {
            closeAfter(e, file::close);
            throw e;
        }
    }

    /** Closes what was opened in vain; if that fails, too, the reason stays the reason. */
    static void closeAfter(Throwable reason, Runnable close) {
        try {
            close.run();
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        }
    }

    private static Path normal(Path path) {
        return path.toAbsolutePath().normalize();
    }

    private static Kind kind(MappedFile file) throws CheckpointException {
        byte[] start = new byte[(int) Math.min(START_BYTES, file.size())];
        file.copy(0, start, 0, start.length);
        if (start.length == 0) {
            throw new CheckpointException(file.name(), "is empty");
        }
        boolean header = start.length > LENGTH_BYTES && start[LENGTH_BYTES] == OBJECT;
        if (isShortLength(start) && (header || start.length == LENGTH_BYTES)) {
            return Kind.SAFETENSORS;
        }
        String text = new String(start, StandardCharsets.ISO_8859_1);
        for (Map.Entry<String, String> foreign : FOREIGN.entrySet()) {
            if (text.startsWith(foreign.getKey())) {
                throw new CheckpointException(file.name(), foreign.getValue());
            }
        }
        if (text.stripLeading().startsWith("{")) {
            return Kind.INDEX;
        }
        if (ONNX_TAGS.indexOf(text.charAt(0)) >= 0) {
            return Kind.ONNX;
        }
        if (header) {
            return Kind.SAFETENSORS;
        }
        throw new CheckpointException(
                file.name(), "is of no kind that is read: safetensors, the index of several safetensors files, ONNX");
    }

    /** Whether it starts with the length of a safetensors header, which is far below 4 GiB: the upper half is zero. */
    private static boolean isShortLength(byte[] start) {
        boolean zero = start.length >= LENGTH_BYTES;
        for (int i = LENGTH_BYTES / 2; zero && i < LENGTH_BYTES; i++) {
            zero = start[i] == 0;
        }
        return zero;
    }
}
