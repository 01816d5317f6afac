package cz.statex.aiworkers.local.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.orchestrator.protocol.Wire;
import cz.statex.aiworkers.text.analysis.DetectedLanguage;
import cz.statex.aiworkers.text.analysis.sentiment.Polarity;
import cz.statex.aiworkers.text.analysis.sentiment.Sentiment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the evaluations make of answers that are given here. */
class EvaluationsTest {

    private static final Sentiment RATHER_NEUTRAL = sentiment(Polarity.NEUTRAL, 0.3, 0.1, 0.6);
    private static final Sentiment NEITHER = sentiment(Polarity.NEUTRAL, 0, 0, 1);

    @Test
    void ofTwoClassesTheLikelierCountsWithItsShareOfBoth() throws Exception {
        // Confidence 0.75 and right, 0.5 and wrong: the errors are 0.25 and 0.5.
        assertThat(sentiments("1", RATHER_NEUTRAL, "0", NEITHER))
                .isEqualTo("{\"n\":2,\"accuracy\":0.5,\"macro_f1\":0.3333,\"ece\":0.375,\"texts_per_s\":2.5}");
    }

    @Test
    void ofThreeClassesTheSentimentCountsWithItsProbability() throws Exception {
        assertThat(sentiments("positive", RATHER_NEUTRAL, "neutral", NEITHER))
                .isEqualTo("{\"n\":2,\"accuracy\":0.5,\"macro_f1\":0.2222,\"ece\":0.3,\"texts_per_s\":2.5}");
    }

    @Test
    void emotionsCountEachForItself() throws Exception {
        List<LabelledText> texts = List.of(
                new LabelledText(1, "a", List.of("joy", "1")),
                new LabelledText(2, "b", List.of()),
                new LabelledText(3, "c", List.of("")));
        List<String> names = List.of("joy", "love", "fear");
        List<Set<String>> there = EmotionsEvaluation.there(texts, names);
        assertThat(there).containsExactly(Set.of("joy", "love"), Set.of(), Set.of());
        Sentiment joy = emotions(Map.of("joy", 1.0, "love", 0.0, "fear", 1.0), List.of("joy", "fear"));
        Evaluation evaluation = EmotionsEvaluation.evaluation(
                new SentimentRun.Answers(List.of(joy, joy, emotions(Map.of(), List.of())), 2.5), there, names);
        // Joy: found twice, there once. Love: never found. Fear is in no text. Wrong for sure: 2 of 6.
        assertThat(Wire.mapper().writeValueAsString(evaluation.summary()))
                .isEqualTo("{\"n\":3,\"macro_f1\":0.3333,\"micro_f1\":0.5,\"ece\":0.3333,\"texts_per_s\":2.5}");
    }

    @Test
    void namesTheLineOfAnEmotionThatTheModelDoesNotKnow() {
        assertThatThrownBy(() -> EmotionsEvaluation.there(
                        List.of(new LabelledText(3, "a", List.of("boredom"))), List.of("joy", "love")))
                .isInstanceOf(DataException.class)
                .hasMessage("line 3 has the label 'boredom', which the model does not know; it knows [joy, love]");
    }

    @Test
    void aTextWithoutALanguageFoundIsWrong() {
        Evaluation evaluation = LanguageEvaluation.evaluation(
                List.of("de", "en"),
                List.of(Optional.of(new DetectedLanguage("de", 1.0, List.of())), Optional.empty()),
                2.5);
        assertThat(Wire.mapper().writeValueAsString(evaluation.summary()))
                .isEqualTo("{\"n\":2,\"accuracy\":0.5,\"macro_f1\":0.5,\"ece\":0.0,\"texts_per_s\":2.5}");
    }

    @Test
    void languagesAreCodesOrNames() throws Exception {
        for (String label : List.of("de", " DE", "deu", "German", "de-AT", "de_CH", "deu-Latn")) {
            assertThat(LanguageEvaluation.code(new LabelledText(1, "Ja", List.of(label))))
                    .as(label)
                    .isEqualTo("de");
        }
        for (String label : List.of("", "lingua", "xx")) {
            assertThatThrownBy(() -> LanguageEvaluation.code(new LabelledText(4, "Ja", List.of(label))))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith(
                            "line 4 has the label '" + label + "' for the text 'Ja', which is no language");
        }
        assertThatThrownBy(() -> new LanguageEvaluation().run(List.of(new LabelledText(2, "Ja", List.of()))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("line 2 has no label");
    }

    private static String sentiments(String label, Sentiment answer, String other, Sentiment toOther)
            throws DataException {
        List<LabelledText> texts =
                List.of(new LabelledText(1, "a", List.of(label)), new LabelledText(2, "b", List.of(other)));
        return Wire.mapper()
                .writeValueAsString(SentimentEvaluation.evaluation(
                                texts,
                                SentimentNames.of(texts, Map.of()),
                                new SentimentRun.Answers(List.of(answer, toOther), 2.5))
                        .summary());
    }

    private static Sentiment sentiment(Polarity polarity, double positive, double negative, double neutral) {
        Sentiment.Scores scores = new Sentiment.Scores(positive, negative, neutral);
        return new Sentiment(polarity, scores.of(polarity), scores, null, null, 1, false);
    }

    private static Sentiment emotions(Map<String, Double> emotions, List<String> detected) {
        return new Sentiment(Polarity.NEUTRAL, 1, new Sentiment.Scores(0, 0, 1), emotions, detected, 1, false);
    }
}
