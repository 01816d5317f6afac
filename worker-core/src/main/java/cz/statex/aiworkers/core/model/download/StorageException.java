package cz.statex.aiworkers.core.model.download;

import cz.statex.aiworkers.core.model.source.SourceException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The model cache cannot take a file. The message names the folder: it is for this host's log and terminal only. */
public final class StorageException extends IOException {

    private final boolean full;
    private final String summary;

    private StorageException(String summary, Path folder, boolean full, @Nullable Throwable cause) {
        super(summary + " (" + folder + ")", cause);
        this.summary = summary;
        this.full = full;
    }

    /** The disk has no room. */
    static StorageException full(Path folder, long needed, long free, @Nullable Throwable cause) {
        return new StorageException(
                "the disk of the model cache is full: " + needed + " more bytes are needed, " + free
                        + " are free; remove models, or set MODEL_CACHE_DIR to a larger disk",
                folder,
                true,
                cause);
    }

    /** The folder cannot be written. */
    static StorageException unwritable(Path folder, Throwable cause) {
        return new StorageException("the model cache cannot be written; correct its permissions", folder, false, cause);
    }

    /** Whether room is what is missing. */
    public boolean isFull() {
        return full;
    }

    /** The message without the folder. */
    public String summary() {
        return summary;
    }

    /**
     * A failed write, told apart by what the system says. An interrupt fails writes, too, by closing the file: that says
     * nothing about the disk, and what is written already is good.
     */
    static IOException ofWrite(Path folder, long needed, IOException failure) {
        if (failure instanceof ClosedByInterruptException) {
            return (IOException) new InterruptedIOException("interrupted while writing").initCause(failure);
        }
        return SourceException.meansNoRoom(failure) ? full(folder, needed, 0, failure) : unwritable(folder, failure);
    }
}
