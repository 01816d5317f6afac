package cz.statex.aiworkers.orchestrator.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpansTest {

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "30s, PT30S", "5m, PT5M", "2h, PT2H", "1d, PT24H", "PT1M, PT1M"})
    void readsShortAndIsoDurations(String text, Duration expected) {
        assertThat(Spans.parse(text)).isEqualTo(expected);
    }

    @Test
    void saysHowToWriteADuration() {
        assertThatThrownBy(() -> Spans.parse("soon"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("write 30s");
    }

    @ParameterizedTest
    @CsvSource({"PT0.45S, 0.45 s", "PT12.3S, 12 s", "PT125S, 2 m 5 s", "PT3H10M, 3 h 10 m", "PT52H, 2 d 4 h"})
    void showsDurationsInTwoUnitsAtMost(Duration duration, String expected) {
        assertThat(Spans.show(duration)).isEqualTo(expected);
    }

    @Test
    void showsAges() {
        assertThat(Spans.ago(Instant.EPOCH, Instant.EPOCH.plusSeconds(12))).isEqualTo("12 s ago");
        assertThat(Spans.ago(Instant.EPOCH.plusSeconds(1), Instant.EPOCH)).isEqualTo("0 s ago");
        assertThat(Spans.ago(Instant.EPOCH, Instant.EPOCH.plusSeconds(7_200))).isEqualTo("2 h 0 m ago");
    }
}
