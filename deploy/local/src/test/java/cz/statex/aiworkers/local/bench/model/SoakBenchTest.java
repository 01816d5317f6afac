package cz.statex.aiworkers.local.bench.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What samples of memory are judged to mean. */
class SoakBenchTest {

    private static final int WARM_UP = 5;

    @Test
    void memoryThatGrowsByLessThanAllowedIsFlat() {
        SoakBench.Result result = SoakBench.result(100, 10, samples(19, 1_049));
        assertThat(result.flat()).isTrue();
        assertThat(result.growth()).isEqualTo(0.049);
        assertThat(result.afterWarmUpMb()).isEqualTo(1_000);
        assertThat(result.peakMb()).isEqualTo(1_049);
        assertThat(result.inferences()).isEqualTo(100);
        assertThat(result.cycles()).isEqualTo(10);
    }

    @Test
    void memoryThatGrowsByMoreIsNot() {
        SoakBench.Result result = SoakBench.result(100, 10, samples(19, 1_051));
        assertThat(result.flat()).isFalse();
        assertThat(result.growth()).isEqualTo(0.051);
    }

    @Test
    void whatIsHeldDuringTheWarmUpDoesNotCount() {
        SoakBench.Result warm = SoakBench.result(100, 10, samples(WARM_UP - 1, 5_000));
        assertThat(warm.flat()).isTrue();
        assertThat(warm.peakMb()).isEqualTo(1_000);
        assertThat(warm.samplesMb()).contains(5_000L);

        assertThat(SoakBench.result(100, 10, samples(WARM_UP, 5_000)).flat()).isFalse();
    }

    /** Twenty samples of 1000 MB, but for one. */
    private static List<Long> samples(int odd, long megabytes) {
        List<Long> samples = new ArrayList<>(Collections.nCopies(20, 1_000L));
        samples.set(odd, megabytes);
        return samples;
    }
}
