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

    /**
     * Repeats {@code work}, first after one {@code interval}. The next run comes in its time whatever becomes of this one;
     * of failures in a row the first is logged, and that they are over.
     */
    public void repeat(Duration interval, String purpose, Runnable work) {
        repeat(interval, interval, purpose, work);
    }

    /** As above, but first after {@code delay}. */
    void repeat(Duration delay, Duration interval, String purpose, Runnable work) {
        Future<?> unused = executor.scheduleWithFixedDelay(
                new Guarded(purpose, work), delay.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Does {@code work} once, as soon as the thread is free; not at all once it is closed. */
    public void once(String purpose, Runnable work) {
        try {
            executor.execute(new Guarded(purpose, work));
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

    /** Work that fails again and again while something is away; belongs to the thread. */
    private static final class Guarded implements Runnable {
        private final String purpose;
        private final Runnable work;
        private boolean failing;

        private Guarded(String purpose, Runnable work) {
            this.purpose = purpose;
            this.work = work;
        }

        @Override
        public void run() {
            try {
                work.run();
                if (failing) {
                    failing = false;
                    log.info("Able again to {}", purpose);
                }
            } catch (RuntimeException e) {
                if (failing) {
                    log.debug("still unable to {}", purpose, e);
                } else {
                    failing = true;
                    log.warn("Unable to {}; trying again until it works: {}", purpose, e.toString());
                }
            }
        }
    }
}
