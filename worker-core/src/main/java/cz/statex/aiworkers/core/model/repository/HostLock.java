package cz.statex.aiworkers.core.model.repository;

import cz.statex.aiworkers.core.model.catalog.ModelException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps all other threads and processes of this host out of a folder, by a lock on a file in it. The operating system
 * frees it when the process dies.
 */
final class HostLock {

    /** File locks are held by the process: between its threads an ordinary lock decides. */
    private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

    private HostLock() {}

    /** What is done under the lock. */
    interface Work<T> {
        T run() throws IOException, ModelException;
    }

    /** Waits for the lock {@code file} and works; an interrupt ends the wait with an {@link IOException}. */
    static <T> T holding(Path file, Work<T> work) throws IOException, ModelException {
        ReentrantLock threads = LOCKS.computeIfAbsent(file.toAbsolutePath().normalize(), path -> new ReentrantLock());
        try {
            threads.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while waiting for a lock").initCause(e);
        }
        // Closing the channel releases the lock on the file.
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock();
            return work.run();
        } finally {
            threads.unlock();
        }
    }
}
