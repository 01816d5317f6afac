package cz.statex.aiworkers.core.registry;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what the store owes to the broker: retries and schedules that are due, results without a delivery, decided
 * jobs. Woken by the store, and by the time of what is due next. Every worker has a relay; they skip what another one
 * holds. One thread, {@code aiw-relay}. After a failure everything stays due and is tried again.
 */
public final class Relay implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Relay.class);
    private static final Duration LAST_BATCH = Duration.ofSeconds(10);

    private final Outbox outbox;
    private final Outbox.Publisher publisher;
    private final Timing timing;
    private final RegistryObserver observer;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;
    private boolean failing;
    private boolean waiting;

    /**
     * Prepares the relay; nothing happens before {@link #start}.
     *
     * @param outbox what the store owes
     * @param publisher where it goes
     * @param timing how often
     * @param observer counts
     */
    public Relay(Outbox outbox, Outbox.Publisher publisher, Timing timing, RegistryObserver observer) {
        this.outbox = outbox;
        this.publisher = publisher;
        this.timing = timing;
        this.observer = observer;
        thread = new Thread(this::run, "aiw-relay");
        thread.setDaemon(true);
    }

    /** Begins to publish. */
    public void start() {
        thread.start();
    }

    /** Lets a batch that is under way end, and stops. */
    @Override
    public void close() {
        stopping.countDown();
        wakeUp();
        try {
            thread.join(LAST_BATCH.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (stopping.getCount() > 0) {
                step();
            }
        } catch (InterruptedException e) {
            log.debug("the relay was told to stop");
        }
    }

    private void step() throws InterruptedException {
        try {
            int published = outbox.dispatch(timing.batch(), publisher);
            if (published > 0) {
                observer.relayed(published);
            }
            recovered();
            if (published < timing.batch()) {
                awaitWork();
            }
        } catch (RuntimeException e) {
            failed(e);
            boolean unused = stopping.await(timing.pauseAfterFailure().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void awaitWork() throws InterruptedException {
        Duration wait = outbox.untilNextDue(timing.longestWait());
        try {
            if (mayWait()) {
                outbox.awaitSignal(wait);
            }
        } finally {
            awake();
        }
    }

    private synchronized boolean mayWait() {
        waiting = stopping.getCount() > 0;
        return waiting;
    }

    private synchronized void awake() {
        waiting = false;
    }

    /** Interrupts a wait, but never a transaction or a confirm that is under way. */
    private synchronized void wakeUp() {
        if (waiting) {
            thread.interrupt();
        }
    }

    private void recovered() {
        if (failing) {
            failing = false;
            log.info("The relay publishes again");
        }
    }

    private void failed(RuntimeException e) {
        if (!failing) {
            failing = true;
            log.warn("What is due cannot be published; it stays due and is tried again until it can: {}", e.toString());
        } else {
            log.debug("still nothing can be published", e);
        }
    }

    /**
     * How often.
     *
     * @param batch messages per transaction
     * @param longestWait between looks at the store, should its signal be lost
     * @param pauseAfterFailure before the next attempt
     */
    public record Timing(int batch, Duration longestWait, Duration pauseAfterFailure) {}
}
