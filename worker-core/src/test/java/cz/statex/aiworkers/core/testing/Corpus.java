package cz.statex.aiworkers.core.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Public data that tests use and the project does not hold: the folder {@code AIW_CORPUS_DIR}, by default
 * {@code ../shared/data} beside the project.
 */
public final class Corpus {

    private static final Path FOLDER =
            Path.of(Objects.requireNonNullElse(System.getenv("AIW_CORPUS_DIR"), "../../shared/data"));

    private Corpus() {}

    /** The file at {@code path} below the folder. Where it is not there, the test is skipped, and says so. */
    public static Path file(String path) {
        Path file = FOLDER.resolve(path);
        assumeTrue(
                Files.exists(file),
                () -> "skipped: there is no " + file.toAbsolutePath().normalize()
                        + "; set AIW_CORPUS_DIR to the folder of the data");
        return file;
    }
}
