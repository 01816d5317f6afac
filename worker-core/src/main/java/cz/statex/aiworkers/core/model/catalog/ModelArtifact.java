package cz.statex.aiworkers.core.model.catalog;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A file of a model. The hash is what is trusted, never the place it came from.
 *
 * @param file name in the cache
 * @param sha256 hash of the content, 64 lower-case hexadecimal digits
 * @param size bytes of the content
 * @param sources where it can be had, tried in order: {@code classpath:} or {@code file:}
 */
public record ModelArtifact(String file, String sha256, long size, List<String> sources) {

    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    /** Refuses names that are no plain file name, and hashes and sizes that are none. */
    public ModelArtifact {
        if (!FILE_NAME.matcher(file).matches()) {
            throw new IllegalArgumentException("'" + file + "' is no plain file name");
        }
        if (!SHA_256.matcher(sha256).matches()) {
            throw new IllegalArgumentException("sha256 of " + file + " must be 64 lower-case hexadecimal digits");
        }
        if (size <= 0 || sources.isEmpty()) {
            throw new IllegalArgumentException(file + " needs a size and at least one source");
        }
        sources = List.copyOf(sources);
    }
}
