package cz.statex.aiworkers.core.model.download;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much room there is. */
@FunctionalInterface
public interface DiskSpace {

    /** What the file system says. */
    DiskSpace OF_FILE_STORE = folder -> Files.getFileStore(folder).getUsableSpace();

    /** Left free for everything else on the disk. */
    long RESERVE = 64L * 1024 * 1024;

    /** Bytes that may still be written below {@code folder}. */
    long free(Path folder) throws IOException;

    /**
     * Refuses to begin what cannot end well.
     *
     * @throws StorageException if there is no room for {@code needed} more bytes
     */
    default void require(Path folder, long needed) throws IOException {
        long free = free(folder);
        if (free - RESERVE < needed) {
            throw StorageException.full(folder, needed, free, null);
        }
    }
}
