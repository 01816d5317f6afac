package cz.statex.aiworkers.core.cache;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps callers away from a service that has just failed, so that its absence costs one timeout per pause and not one
 * per call. After the pause a single caller tries it; the others follow once that succeeded. Thread-safe.
 */
final class Circuit {

    private static final long CLOSED = Long.MIN_VALUE;

    private final Clock clock;
    private final Duration pause;
    private final AtomicLong openUntil = new AtomicLong(CLOSED);

    Circuit(Clock clock, Duration pause) {
        this.clock = clock;
        this.pause = pause;
    }

    /** Whether the service may be called now. */
    boolean permits() {
        long until = openUntil.get();
        if (until == CLOSED) {
            return true;
        }
        long now = clock.millis();
        return now >= until && openUntil.compareAndSet(until, now + pause.toMillis());
    }

    /** A permitted call succeeded; tells whether it is the first one after a failure. */
    boolean succeeded() {
        return openUntil.getAndSet(CLOSED) != CLOSED;
    }

    /** A permitted call failed; tells whether it is the first one to fail. */
    boolean failed() {
        return openUntil.getAndSet(clock.millis() + pause.toMillis()) == CLOSED;
    }
}
