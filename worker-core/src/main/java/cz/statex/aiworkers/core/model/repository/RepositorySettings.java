package cz.statex.aiworkers.core.model.repository;

import cz.statex.aiworkers.core.model.download.DiskSpace;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/**
 * How model files are kept.
 *
 * @param root the cache; made when it is first needed
 * @param maxBytes largest model, by the sum of its files, that is accepted
 * @param lockTimeout how long to wait for another process that works on the same model
 * @param space where free room is looked up
 * @param clock of the last uses
 */
public record RepositorySettings(Path root, long maxBytes, Duration lockTimeout, DiskSpace space, Clock clock) {

    /** The usual patience with another process. */
    public static final Duration LOCK_TIMEOUT = Duration.ofMinutes(10);

    /** The usual patience: 10 minutes for another process. */
    public static RepositorySettings of(Path root, long maxBytes) {
        return new RepositorySettings(root, maxBytes, LOCK_TIMEOUT, DiskSpace.OF_FILE_STORE, Clock.systemUTC());
    }

    /** A folder as people name it: a leading {@code ~} is the home directory. */
    public static Path atHome(Path named) {
        Path home = Path.of("~");
        return named.startsWith(home)
                ? Path.of(System.getProperty("user.home")).resolve(home.relativize(named))
                : named;
    }

    Path folder(String name, String version) {
        return root.resolve(name).resolve(version);
    }

    /** Where packages are taken apart. */
    public Path scratch() {
        return root.resolve(".scratch");
    }
}
