package cz.statex.aiworkers.orchestrator.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class OutstandingTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final Outstanding outstanding =
            new Outstanding(Clock.fixed(START, ZoneOffset.UTC), Duration.ofSeconds(5), Runnable::run);
    private final Outstanding.Wait wait = outstanding.new Wait();

    @Test
    void nothingIsAskedForBeforeTheInterval() {
        assertThat(wait.passed(START.plusSeconds(4))).isFalse();
        assertThat(wait.passed(START.plusSeconds(5))).isTrue();
    }

    @Test
    void theWaitDoublesUpToALimit() {
        Instant now = START;
        long[] expected = {5, 10, 20, 40, 60, 60};
        for (long seconds : expected) {
            assertThat(wait.passed(now.plusSeconds(seconds - 1))).isFalse();
            now = now.plusSeconds(seconds);
            assertThat(wait.passed(now)).isTrue();
        }
    }

    @Test
    void aReconnectMakesItDueAtOnce() {
        assertThat(wait.passed(START.plusSeconds(5))).isTrue();

        wait.now();

        assertThat(wait.passed(START)).isTrue();
    }
}
