package cz.statex.aiworkers.local.bench;

import java.util.Arrays;

/** Durations of single tasks in nanoseconds. */
final class Latencies {

    private final long[] sorted;

    Latencies(long[] nanos) {
        sorted = nanos.clone();
        Arrays.sort(sorted);
    }

    /** The smallest duration that {@code percent} of all do not exceed, in milliseconds; 0 without any. */
    double percentileMs(double percent) {
        if (sorted.length == 0) {
            return 0;
        }
        int rank = (int) Math.ceil(percent / 100 * sorted.length);
        return sorted[Math.max(0, rank - 1)] / 1e6;
    }
}
