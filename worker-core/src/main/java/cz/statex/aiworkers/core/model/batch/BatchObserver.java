package cz.statex.aiworkers.core.model.batch;

import java.time.Duration;

/** Watches batches for metrics. Implementations must not throw and must return quickly. Thread-safe. */
public interface BatchObserver {

    /** Sees nothing. */
    BatchObserver NONE = new BatchObserver() {};

    /**
     * A batch that was computed.
     *
     * @param rows items in it
     * @param longest tokens of its longest item, to which the others were padded
     * @param tokens tokens of all of its items, padding not counted
     * @param waited how long the one that waited longest had waited
     * @param took how long it was computed
     */
    record Batch(int rows, int longest, long tokens, Duration waited, Duration took) {

        /** Tokens that were computed, padding included. */
        public long paddedTokens() {
            return (long) rows * longest;
        }

        /** The share of padding in what was computed, 0 for none and less than 1. */
        public double paddingRatio() {
            return 1 - (double) tokens / paddedTokens();
        }
    }

    /** A batch was computed. */
    default void computed(Batch batch) {}

    /** A batch of {@code rows} items failed and is tried again in parts. */
    default void retried(int rows, Exception cause) {}
}
