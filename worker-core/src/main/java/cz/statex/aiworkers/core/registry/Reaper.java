package cz.statex.aiworkers.core.registry;

import java.time.Duration;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clears up after workers that disappeared: marks them lost and ends their attempts, so that their tasks are retried or
 * fail. It also deletes results that are older than their retention. Every worker has a reaper; they begin at random
 * times so that they share the work. One thread, {@code aiw-reaper}.
 */
public final class Reaper implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Reaper.class);
    private static final int BATCH = 100;

    private final WorkerStore workers;
    private final IntSupplier purge;
    private final Timing timing;
    private final RandomGenerator random;
    private final RegistryObserver observer;
    private final BackgroundThread thread = new BackgroundThread("aiw-reaper");
    private final long looksPerSilence;
    private long looksUntilTrusted;

    /**
     * Prepares the reaper; nothing happens before {@link #start}.
     *
     * @param workers the registry
     * @param purge deletes what is past its retention and returns how much
     * @param timing how often
     * @param random spreads the reapers of a fleet in time
     * @param observer counts
     */
    public Reaper(
            WorkerStore workers, IntSupplier purge, Timing timing, RandomGenerator random, RegistryObserver observer) {
        this.workers = workers;
        this.purge = purge;
        this.timing = timing;
        this.random = random;
        this.observer = observer;
        looksPerSilence = 1 + timing.silence().dividedBy(timing.interval());
    }

    /** Begins to reap. */
    public void start() {
        thread.repeat(spread(timing.interval()), "end the attempts of lost workers", this::reap);
        thread.repeat(spread(timing.purgeInterval()), "delete old results", this::purge);
    }

    @Override
    public void close() {
        thread.close();
    }

    void reap() {
        try {
            if (looksUntilTrusted > 0) {
                looksUntilTrusted--;
            } else {
                markLost();
            }
            endAttempts();
        } catch (RuntimeException e) {
            // Without the store nobody could be heard: silence counts anew once it is back.
            looksUntilTrusted = looksPerSilence;
            throw e;
        }
    }

    private void markLost() {
        List<String> lost = workers.markLost(timing.silence());
        if (!lost.isEmpty()) {
            log.warn(
                    "Workers {} were silent for {}; their tasks go to others when their leases end",
                    lost,
                    timing.silence());
        }
    }

    private void endAttempts() {
        int total = 0;
        int reaped;
        do {
            reaped = workers.reap(BATCH);
            total += reaped;
        } while (reaped == BATCH);
        if (total > 0) {
            log.warn(
                    "Ended {} attempts whose leases had expired; their tasks are retried or fail as worker_lost",
                    total);
            observer.reaped(total);
        }
    }

    void purge() {
        int deleted = purge.getAsInt();
        if (deleted > 0) {
            log.info("Deleted {} tasks that were past their retention", deleted);
        }
    }

    /** Up to a fifth shorter or longer. */
    private Duration spread(Duration interval) {
        return Duration.ofMillis(Math.round(interval.toMillis() * random.nextDouble(0.8, 1.2)));
    }

    /**
     * How often.
     *
     * @param interval between looks at the registry
     * @param silence after which a worker counts as lost
     * @param purgeInterval between deletions of old results
     */
    public record Timing(Duration interval, Duration silence, Duration purgeInterval) {}
}
