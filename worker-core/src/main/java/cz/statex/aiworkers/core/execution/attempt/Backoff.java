package cz.statex.aiworkers.core.execution.attempt;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How long to wait before trying again: exponential with full jitter, so that what failed together does not return
 * together. The wait after failure n is drawn evenly from zero to {@code first * 2^(n-1)}, at most {@code cap}.
 * Thread-safe if {@code random} is.
 *
 * @param first the longest wait after the first failure
 * @param cap the longest wait after any failure
 * @param budget the most that the waits of one task may add up to; time spent queued or working does not count
 * @param random where the jitter comes from; seed it in tests
 */
public record Backoff(Duration first, Duration cap, Duration budget, RandomGenerator random) {

    /** Checks that the durations make sense. */
    public Backoff {
        if (first.isNegative() || first.isZero() || cap.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "backoff needs 0 < first <= cap, but first is " + first + " and cap is " + cap);
        }
    }

    /**
     * The wait before the next attempt.
     *
     * @param failures how many attempts have failed, from 1
     * @param atLeast a lower bound that the failure asks for, zero without one
     * @return empty if the budget has no room for it: give up
     */
    public Optional<Duration> next(int failures, Duration atLeast) {
        Duration jittered = Duration.ofMillis(random.nextLong(ceiling(failures).toMillis() + 1));
        Duration wait = jittered.compareTo(atLeast) >= 0 ? jittered : atLeast;
        Duration spent = Duration.ZERO;
        for (int earlier = 1; earlier < failures && spent.compareTo(budget) <= 0; earlier++) {
            spent = spent.plus(ceiling(earlier));
        }
        return spent.plus(wait).compareTo(budget) <= 0 ? Optional.of(wait) : Optional.empty();
    }

    /** The longest wait after that many failures, {@code atLeast} aside. */
    Duration ceiling(int failures) {
        int doublings = Math.min(
                failures - 1, Long.SIZE - 2 - Long.numberOfTrailingZeros(Long.highestOneBit(first.toMillis() | 1)));
        long millis = Math.max(1, first.toMillis()) << doublings;
        return Duration.ofMillis(Math.min(millis, cap.toMillis()));
    }
}
