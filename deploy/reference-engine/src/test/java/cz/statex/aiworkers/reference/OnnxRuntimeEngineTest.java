package cz.statex.aiworkers.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import cz.statex.aiworkers.local.bench.model.ReferenceEngine;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class OnnxRuntimeEngineTest {

    private static final long[] SHORT = {101, 7592, 102};
    private static final long[] LONG = {101, 2023, 2003, 1037, 2936, 6251, 102};

    @Test
    void embedsTheSameWithAndWithoutPaddingAndAlikeInBothPrecisions() throws Exception {
        Map<String, ReferenceEngine.Model> models = ServiceLoader.load(ReferenceEngine.class)
                .findFirst()
                .orElseThrow()
                .open();
        try {
            assertThat(models.keySet()).containsExactly("onnxruntime fp32", "onnxruntime int8");
            ReferenceEngine.Model exact = models.values().iterator().next();
            List<float[]> padded = exact.embed(List.of(SHORT, LONG));
            assertThat(product(padded.get(0), padded.get(0))).isCloseTo(1, within(1e-5));
            assertThat(product(padded.get(0), exact.embed(List.of(SHORT)).get(0)))
                    .isCloseTo(1, within(1e-5));
            for (ReferenceEngine.Model model : models.values()) {
                assertThat(product(padded.get(1), model.embed(List.of(LONG)).get(0)))
                        .isGreaterThan(0.95);
            }
        } finally {
            models.values().forEach(ReferenceEngine.Model::close);
        }
    }

    private static double product(float[] left, float[] right) {
        double product = 0;
        for (int d = 0; d < left.length; d++) {
            product += (double) left[d] * right[d];
        }
        return product;
    }
}
