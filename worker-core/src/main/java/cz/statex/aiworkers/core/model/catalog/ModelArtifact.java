package cz.statex.aiworkers.core.model.catalog;

import cz.statex.aiworkers.core.model.source.SourceForm;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file of a model. The hash is what is trusted, never the place it came from.
 *
 * <p>Only a file of the model hub at a named commit may come without a hash: the one that it has when it is first
 * fetched is kept by the host, and everything that comes later must have it.
 *
 * @param file name in the cache
 * @param sha256 hash of the content, 64 lower-case hexadecimal digits; null to trust the first download
 * @param size bytes of the content; 0 if it has no hash
 * @param sources where it can be had, tried in order; none if only the fleet's own repository has it
 */
public record ModelArtifact(String file, @Nullable String sha256, long size, List<String> sources) {

    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");
    private static final Pattern CODE =
            Pattern.compile("(?i).*\\.(pt|pth|bin|ckpt|pkl|pickle|jit|npy|npz|h5|msgpack|gguf|py)");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern COMMIT = Pattern.compile("hf:[^@]+@[0-9a-f]{40}/.*");

    /** Refuses names that are no plain file name, and hashes, sizes and sources that are none. */
    public ModelArtifact {
        check(FILE_NAME.matcher(file).matches(), "file", file, "must be a plain file name");
        check(!isCode(file), "file", file, "may hold code: only safetensors and ONNX are read");
        sources = List.copyOf(sources);
        sources.forEach(ModelArtifact::checkSource);
        if (sha256 == null) {
            boolean pinned = !sources.isEmpty()
                    && sources.stream()
                            .allMatch(source -> COMMIT.matcher(source).matches());
            check(
                    pinned,
                    "sha256",
                    "missing",
                    "may be left out only if every source is hf: with a whole commit as revision");
            check(size == 0, "size", size, "must be left out where sha256 is");
        } else {
            check(SHA_256.matcher(sha256).matches(), "sha256", sha256, "must be 64 lower-case hexadecimal digits");
            check(size > 0, "size", size, "must be the number of bytes");
        }
    }

    /** The same file, its hash known. */
    public ModelArtifact trusted(String hash, long bytes) {
        return new ModelArtifact(file, hash, bytes, sources);
    }

    /** Whether a file of this name may hold code, so that nothing ever opens it. */
    public static boolean isCode(String file) {
        return CODE.matcher(file).matches();
    }

    private static void checkSource(String source) {
        try {
            SourceForm.of(source);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("sources " + e.getMessage(), e);
        }
    }

    private static void check(boolean holds, String field, Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(field + " is '" + value + "', but " + rule);
        }
    }
}
