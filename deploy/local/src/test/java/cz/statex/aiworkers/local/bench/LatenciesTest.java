package cz.statex.aiworkers.local.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    @Test
    void takesPercentilesByRank() {
        Latencies latencies = new Latencies(
                LongStream.rangeClosed(1, 100).map(ms -> (101 - ms) * 1_000_000).toArray());
        assertThat(latencies.percentileMs(50)).isEqualTo(50);
        assertThat(latencies.percentileMs(99)).isEqualTo(99);
        assertThat(latencies.percentileMs(100)).isEqualTo(100);
        assertThat(new Latencies(new long[0]).percentileMs(50)).isZero();
    }

    @Test
    void printsNoMoreDigitsThanAreMeant() {
        assertThat(Figures.rounded(12345.678)).isEqualTo(12350);
        assertThat(Figures.rounded(0.70649)).isEqualTo(0.7065);
    }
}
