package cz.statex.aiworkers.text.analysis.sentiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import cz.statex.aiworkers.core.model.catalog.ModelArtifact;
import cz.statex.aiworkers.core.model.catalog.ModelCard;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SentimentLabelsTest {

    @Test
    void twoClassesLeaveNothingToNeutral() {
        Sentiment sentiment = read(List.of("NEGATIVE", "POSITIVE"), Map.of(), 0, (float) Math.log(3));
        assertThat(sentiment.sentiment()).isEqualTo(Polarity.POSITIVE);
        assertThat(sentiment.confidence()).isEqualTo(0.75);
        assertThat(sentiment.scores()).isEqualTo(new Sentiment.Scores(0.75, 0.25, 0));
        assertThat(sentiment.emotions()).isNull();
        assertThat(sentiment.detectedEmotions()).isNull();
    }

    @Test
    void numberedLabelsAreInTheOrderThatPublishersUse() {
        assertThat(read(List.of("LABEL_0", "LABEL_1", "LABEL_2"), Map.of(), 5, 0, 0)
                        .sentiment())
                .isEqualTo(Polarity.NEGATIVE);
        assertThat(read(List.of("LABEL_0", "LABEL_1"), Map.of(), 0, 5).sentiment())
                .isEqualTo(Polarity.POSITIVE);
    }

    @Test
    void starsAddUp() {
        List<String> stars = List.of("1 star", "2 stars", "3 stars", "4 stars", "5 stars");
        Sentiment.Scores scores = read(stars, Map.of(), 0, 0, 0, 0, 0).scores();
        assertThat(scores).isEqualTo(new Sentiment.Scores(0.4, 0.4, 0.2));
    }

    @Test
    void emotionsThatExcludeEachOtherTellTheSentimentOfTheirGroup() {
        List<String> labels = List.of("anger", "joy", "neutral", "sadness");
        Sentiment sentiment = read(labels, Map.of(), 2, 0, 0, 2);
        assertThat(sentiment.sentiment()).isEqualTo(Polarity.NEGATIVE);
        assertThat(sentiment.scores().positive()
                        + sentiment.scores().negative()
                        + sentiment.scores().neutral())
                .isCloseTo(1, within(1e-4));
        assertThat(sentiment.emotions()).containsOnlyKeys("anger", "joy", "neutral", "sadness");
    }

    @Test
    void independentEmotionsAreNamedFromTheirThresholdOn() {
        List<String> labels = List.of("negative", "neutral", "positive", "joy", "fear", "neutral");
        Sentiment sentiment =
                read(labels, Map.of("thresholds", List.of(0.9, 0.2, 0.5)), 0, 0, 3, 1.5f, -1, (float) 0.2);
        assertThat(sentiment.sentiment()).isEqualTo(Polarity.POSITIVE);
        assertThat(sentiment.emotions()).containsOnlyKeys("joy", "fear", "neutral");
        assertThat(sentiment.emotions())
                .hasEntrySatisfying("joy", joy -> assertThat(joy).isCloseTo(0.81757, within(1e-5)));
        assertThat(sentiment.detectedEmotions()).containsExactly("neutral", "fear");

        Sentiment alone = read(List.of("joy", "fear"), Map.of("problem_type", "multi_label_classification"), 2, 2);
        assertThat(alone.detectedEmotions()).containsExactly("joy", "fear");
    }

    @Test
    void refusesLabelsThatMeanNeither() {
        assertThatThrownBy(() -> read(List.of("spam", "ham"), Map.of(), 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("model mine@1 has the labels [spam, ham]");
        assertThatThrownBy(() -> read(List.of("joy", "fear"), Map.of("thresholds", List.of(0.5)), 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("model mine@1 has 1 thresholds for 2 emotions");
    }

    @Test
    void refusesScoresAndThresholdsThatDoNotFit() {
        assertThatThrownBy(() -> read(List.of("negative", "neutral", "positive"), Map.of(), 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("model mine@1 gives 2 scores, but has 3 labels; correct its entry in the catalog");
        assertThatThrownBy(() -> read(List.of("negative", "positive"), Map.of(), 0, 1, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("gives 3 scores, but has 2 labels");
        assertThatThrownBy(() -> read(List.of("joy", "fear"), Map.of("thresholds", List.of(0.5, "high")), 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("model mine@1 has thresholds[1] 'high', which is no number");
    }

    @Test
    void anEvenScoreIsNeutral() {
        assertThat(new Sentiment.Scores(0.5, 0.5, 0).best()).isEqualTo(Polarity.NEUTRAL);
        assertThat(new Sentiment.Scores(0.2, 0.4, 0.4).best()).isEqualTo(Polarity.NEUTRAL);
        assertThat(new Sentiment.Scores(0.2, 0.5, 0.3).best()).isEqualTo(Polarity.NEGATIVE);
    }

    private static Sentiment read(List<String> labels, Map<String, Object> config, float... scores) {
        ModelEntry entry = new ModelEntry(
                "mine",
                "1",
                new ModelCard("text.sentiment", "MIT", null, labels, List.of()),
                "bert_encoder",
                config,
                128,
                List.of(),
                0,
                Map.of("checkpoint", new ModelArtifact("model.onnx", "0".repeat(64), 1, List.of())));
        SentimentLabels read = SentimentLabels.of(entry);
        return read.sentiment(read.probabilities(scores), 1, false);
    }
}
