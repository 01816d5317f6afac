package cz.statex.aiworkers.core.model.lock;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps all other threads and processes of this host away from a model or a file, by a lock on a file. The operating
 * system frees it when the process dies.
 *
 * @param file the file, which is made
 * @param timeout how long to wait for whoever has the lock
 * @param waiting is called once if somebody has it
 */
public record HostLock(Path file, Duration timeout, Runnable waiting) {

    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** File locks are held by the process: between its threads an ordinary lock decides. */
    private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

    /** What is done under the lock. */
    public interface Work<T, E extends Exception> {
        /** Does it. */
        T run() throws IOException, E;
    }

    /** The lock was held by others for too long. */
    public static final class TimeoutException extends IOException {
        TimeoutException(Duration waited) {
            super("somebody else has held the lock for more than " + waited.toSeconds() + " s");
        }
    }

    /**
     * Waits for the lock and works.
     *
     * @throws TimeoutException if others have it for too long
     * @throws InterruptedIOException if the thread is interrupted while it waits
     */
    public <T, E extends Exception> T holding(Work<T, E> work) throws IOException, E {
        long end = System.nanoTime() + timeout.toNanos();
        ReentrantLock threads = LOCKS.computeIfAbsent(file.toAbsolutePath().normalize(), path -> new ReentrantLock());
        boolean told = lockAgainstThreads(threads, end);
        // Closing the channel releases the lock on the file.
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lockAgainstProcesses(channel, end, told);
            return work.run();
        } finally {
            threads.unlock();
        }
    }

    private boolean lockAgainstThreads(ReentrantLock threads, long end) throws IOException {
        if (threads.tryLock()) {
            return false;
        }
        waiting.run();
        try {
            if (!threads.tryLock(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new TimeoutException(timeout);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while waiting for a lock").initCause(e);
        }
        return true;
    }

    /** There is no wait for a file lock that ends in time, so it is looked at again and again. */
    private void lockAgainstProcesses(FileChannel channel, long end, boolean alreadyTold) throws IOException {
        boolean told = alreadyTold;
        FileLock lock = channel.tryLock();
        while (lock == null) {
            if (!told) {
                waiting.run();
                told = true;
            }
            if (System.nanoTime() - end > 0) {
                throw new TimeoutException(timeout);
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while waiting for a lock");
            }
            lock = channel.tryLock();
        }
    }
}
