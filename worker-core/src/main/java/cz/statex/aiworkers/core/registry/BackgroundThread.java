package cz.statex.aiworkers.core.registry;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One named daemon thread that repeats short work, whatever becomes of it. */
public final class BackgroundThread implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BackgroundThread.class);
    private static final Duration LAST_RUN = Duration.ofSeconds(5);

    private final String name;
    private final ScheduledExecutorService executor;

    /** Starts nothing yet. */
    public BackgroundThread(String name) {
        this.name = name;
        executor = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Repeats {@code work}, first after one {@code interval}; a failure is logged and the next run comes in its time. */
    public void repeat(Duration interval, String purpose, Runnable work) {
        repeat(interval, interval, purpose, work);
    }

    /** As above, but first after {@code delay}. */
    void repeat(Duration delay, Duration interval, String purpose, Runnable work) {
        Future<?> unused = executor.scheduleWithFixedDelay(
                () -> guarded(purpose, work), delay.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Does {@code work} once, as soon as the thread is free; not at all once it is closed. */
    public void once(String purpose, Runnable work) {
        try {
            executor.execute(() -> guarded(purpose, work));
        } catch (RejectedExecutionException e) {
            log.debug("{} has ended, it will not {}", name, purpose);
        }
    }

    /** Ends the repetition and waits a little for a run that is under way. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(LAST_RUN.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("{} does not end; interrupting it", name);
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private static void guarded(String purpose, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            log.warn("Could not {}; trying again later: {}", purpose, e.toString());
        }
    }
}
