package cz.statex.aiworkers.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Keeps a second fleet out of a data directory. The operating system gives it back when the process ends, however. */
final class FleetLock implements AutoCloseable {

    private static final String NAME = "lock";

    private final FileChannel channel;

    private FleetLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the directory, creating it if it is missing.
     *
     * @throws FleetException if another fleet has it, or it cannot be written
     */
    static FleetLock acquire(Path directory) {
        try {
            Files.createDirectories(directory);
            FileChannel channel =
                    FileChannel.open(directory.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new FleetException("a fleet already runs in " + directory
                        + "; use it, stop it, or choose another directory by --data");
            }
            return new FleetLock(channel);
        } catch (IOException e) {
            throw new FleetException("cannot use " + directory + " as data directory: " + e, e);
        }
    }

    static boolean isHeld(Path directory) {
        Path file = directory.resolve(NAME);
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            return tryLock(channel) == null;
        } catch (IOException e) {
            return true;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot give back the data directory", e);
        }
    }
}
