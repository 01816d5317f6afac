package cz.statex.aiworkers.core.execution.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration CAP = Duration.ofSeconds(60);

    private final Backoff backoff = new Backoff(FIRST, CAP, Duration.ofHours(1), new Random(7));

    @Test
    void doublesItsCeilingUpToTheCap() {
        assertThat(IntStream.rangeClosed(1, 8).mapToObj(backoff::ceiling).map(Duration::toSeconds))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
        assertThat(backoff.ceiling(1_000_000)).isEqualTo(CAP);
    }

    @Test
    void drawsEvenlyFromZeroToTheCeiling() {
        long[] waits = IntStream.range(0, 2_000)
                .mapToLong(i -> backoff.next(4, Duration.ZERO).orElseThrow().toMillis())
                .toArray();
        assertThat(Arrays.stream(waits).boxed()).allMatch(wait -> wait >= 0 && wait <= 8_000);
        assertThat(Arrays.stream(waits).average().orElseThrow()).isBetween(3_700.0, 4_300.0);
    }

    @Test
    void repeatsItselfFromOneSeed() {
        Backoff same = new Backoff(FIRST, CAP, Duration.ofHours(1), new Random(7));
        assertThat(same.next(5, Duration.ZERO)).isEqualTo(backoff.next(5, Duration.ZERO));
    }

    @Test
    void waitsAtLeastAsLongAsTheFailureAsks() {
        assertThat(backoff.next(1, Duration.ofMinutes(5))).contains(Duration.ofMinutes(5));
    }

    @Test
    void givesUpWhenTheBudgetIsSpent() {
        Backoff tight = new Backoff(FIRST, CAP, Duration.ofSeconds(7), new Random(7));
        assertThat(tight.next(3, Duration.ZERO)).as("1 + 2 spent, up to 4 left").isPresent();
        assertThat(tight.next(5, Duration.ZERO)).as("1 + 2 + 4 + 8 spent").isEmpty();
        assertThat(tight.next(1, Duration.ofSeconds(8)))
                .as("asked for too much")
                .isEmpty();
    }

    @Test
    void refusesDurationsThatMakeNoSense() {
        assertThatThrownBy(() -> new Backoff(Duration.ZERO, CAP, CAP, new Random()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Backoff(CAP, FIRST, CAP, new Random()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
