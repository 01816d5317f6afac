package cz.statex.aiworkers.core.model.batch;

/** How fast batches are computed and tasks come. Guarded by the batcher's lock. */
final class Pace {

    /** How much the fastest batch fades with each later one, so that a device that has become slower is noticed. */
    private static final double FADING = 1.01;

    /** Weight of the latest gap between tasks. */
    private static final double LATEST = 0.2;

    private double nanosPerToken = Double.MAX_VALUE;
    private double gapNanos = Double.MAX_VALUE;
    private long lastArrival;
    private boolean arrivedBefore;

    /** A task came. */
    void arrived(long now) {
        if (arrivedBefore) {
            double gap = now - lastArrival;
            gapNanos = gapNanos == Double.MAX_VALUE ? gap : gapNanos + LATEST * (gap - gapNanos);
        }
        arrivedBefore = true;
        lastArrival = now;
    }

    /** So many tokens, padding and call included, were computed. */
    void computed(long tokens, long nanos) {
        nanosPerToken = Math.min(nanosPerToken * FADING, (double) nanos / tokens);
    }

    /** The least time that so many tokens need, by the fastest batches seen; 0 as long as nothing was computed. */
    long leastNanos(long tokens) {
        return nanosPerToken == Double.MAX_VALUE ? 0 : (long) (nanosPerToken * tokens);
    }

    /** Whether another task can be expected within {@code nanos}, as tasks have been coming. */
    boolean expectsArrivalWithin(long nanos) {
        return gapNanos <= nanos;
    }
}
