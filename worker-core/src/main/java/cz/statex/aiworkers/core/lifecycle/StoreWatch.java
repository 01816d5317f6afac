package cz.statex.aiworkers.core.lifecycle;

import cz.statex.aiworkers.core.execution.DeliverySource;
import cz.statex.aiworkers.core.execution.TaskStore;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps tasks in the broker while the store is away: pauses all consumers, waits for the store, resumes them. One
 * thread, {@code aiw-store-watch}. Thread-safe.
 */
public final class StoreWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StoreWatch.class);

    private final TaskStore store;
    private final DeliverySource source;
    private final Duration patience;
    private final AtomicBoolean watching = new AtomicBoolean();
    private final ExecutorService thread;
    private volatile boolean closed;

    /**
     * Watches nothing until told that the store is away.
     *
     * @param store to wait for
     * @param source to pause meanwhile
     * @param patience how long one look at the store may take
     */
    public StoreWatch(TaskStore store, DeliverySource source, Duration patience) {
        this.store = store;
        this.source = source;
        this.patience = patience;
        thread = Executors.newSingleThreadExecutor(work -> {
            Thread created = new Thread(work, "aiw-store-watch");
            created.setDaemon(true);
            return created;
        });
    }

    /** The store cannot be reached. Returns at once; repeating it while it is away does nothing. */
    public void storeUnavailable() {
        if (!closed && watching.compareAndSet(false, true)) {
            try {
                thread.execute(this::watch);
            } catch (RejectedExecutionException e) {
                log.debug("the worker stops anyway", e);
            }
        }
    }

    /** Stops waiting; consumers stay as they are. */
    @Override
    public void close() {
        closed = true;
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("Still waiting for the store while the worker stops; leaving that to its own timeout");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch() {
        log.warn("The store is away; taking no tasks until it is back");
        source.pauseAll();
        boolean back = false;
        while (!closed && !back) {
            back = answers();
        }
        watching.set(false);
        if (back && !closed) {
            source.resumeAll();
            log.info("The store is back; taking tasks again");
        }
    }

    private boolean answers() {
        try {
            return store.ping(patience);
        } catch (RuntimeException e) {
            log.warn("The store could not even be asked whether it is back; asking again", e);
            return false;
        }
    }
}
