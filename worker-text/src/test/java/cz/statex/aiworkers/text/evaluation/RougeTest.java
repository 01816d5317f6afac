package cz.statex.aiworkers.text.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Against what the {@code rouge-score} package says: {@code rouge/make_rouge.py}. */
class RougeTest {

    @TestFactory
    Stream<DynamicTest> scoresAreThoseOfTheReference() throws IOException {
        return published().path("scores").valueStream().map(pair -> {
            boolean stemming = pair.path("stemming").booleanValue();
            String summary = pair.path("summary").stringValue();
            return DynamicTest.dynamicTest(summary + (stemming ? " (stems)" : ""), () -> {
                Rouge.Scores scores =
                        new Rouge(stemming).score(pair.path("reference").stringValue(), summary);
                assertScore(scores.rouge1(), pair.path("rouge1"));
                assertScore(scores.rouge2(), pair.path("rouge2"));
                assertScore(scores.rougeL(), pair.path("rougeL"));
            });
        });
    }

    @Test
    void stemsAreThoseOfTheReference() throws IOException {
        JsonNode stems = published().path("stems");
        assertThat(stems.size()).isGreaterThan(80);
        stems.properties().forEach(stem -> assertThat(PorterStemmer.stem(stem.getKey()))
                .as(stem.getKey())
                .isEqualTo(stem.getValue().stringValue()));
    }

    private static void assertScore(Rouge.Score score, JsonNode expected) {
        assertThat(score.precision()).isCloseTo(expected.get(0).doubleValue(), within(1e-12));
        assertThat(score.recall()).isCloseTo(expected.get(1).doubleValue(), within(1e-12));
        assertThat(score.f1()).isCloseTo(expected.get(2).doubleValue(), within(1e-12));
    }

    private static JsonNode published() throws IOException {
        try (InputStream in = RougeTest.class.getResourceAsStream("/rouge/rouge.json")) {
            return Wire.mapper().readTree(in);
        }
    }
}
