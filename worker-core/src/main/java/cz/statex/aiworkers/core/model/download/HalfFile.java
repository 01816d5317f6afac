package cz.statex.aiworkers.core.model.download;

import cz.statex.aiworkers.core.model.source.ArtifactSource.Have;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What has come of a file so far, from one source; it outlives the process. Beside it stands what the source called the
 * file's state. Used under the model's lock only.
 *
 * @param path the file
 */
record HalfFile(Path path) {

    private static final String SUFFIX = ".half";

    /** That of {@code file} in {@code folder} from {@code location}. */
    static HalfFile of(Path folder, String file, String location) {
        byte[] hash = CachedFile.sha256().digest(location.getBytes(StandardCharsets.UTF_8));
        return new HalfFile(folder.resolve(file + "." + HexFormat.of().formatHex(hash, 0, 4) + SUFFIX));
    }

    /** Deletes whatever came of {@code file}, from any source. */
    static void deleteAll(Path folder, String file) throws IOException {
        try (DirectoryStream<Path> halves = Files.newDirectoryStream(folder, file + ".*" + SUFFIX + "*")) {
            for (Path half : halves) {
                Files.deleteIfExists(half);
            }
        }
    }

    Path folder() {
        return Objects.requireNonNull(path.toAbsolutePath().getParent());
    }

    long bytes() throws IOException {
        return Files.exists(path) ? Files.size(path) : 0;
    }

    Have have() throws IOException {
        String validator = Files.exists(validator()) ? Files.readString(validator()) : "";
        return new Have(bytes(), validator.isEmpty() ? null : validator);
    }

    void remember(@Nullable String validator) throws IOException {
        if (validator == null) {
            Files.deleteIfExists(validator());
        } else {
            Files.writeString(validator(), validator);
        }
    }

    void delete() throws IOException {
        Files.deleteIfExists(path);
        Files.deleteIfExists(validator());
    }

    private Path validator() {
        return path.resolveSibling(path.getFileName() + ".state");
    }
}
