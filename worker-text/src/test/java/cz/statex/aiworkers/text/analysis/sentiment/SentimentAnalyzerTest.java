package cz.statex.aiworkers.text.analysis.sentiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import cz.statex.aiworkers.core.model.LiveCatalog;
import cz.statex.aiworkers.core.model.catalog.CatalogFile;
import cz.statex.aiworkers.core.model.catalog.ModelCard;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.core.task.TaskStoppedException;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.text.testing.FakeTaskContext;
import cz.statex.aiworkers.text.testing.RealModels;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentimentAnalyzerTest {

    private static RealModels models;
    private static SentimentAnalyzer analyzer;

    @BeforeAll
    static void load() throws Exception {
        models = new RealModels();
        analyzer = new SentimentAnalyzer(new SentimentModels(
                LiveCatalog.of(models.catalog()), models.models(), models.engine(), SentimentModels.DEFAULT_MODEL));
        analyzer.warmUp();
    }

    @AfterAll
    static void close() {
        models.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "This is the best phone I have ever owned, I love it. | POSITIVE | love",
                "Thank you so much, that was really kind of you! | POSITIVE | gratitude",
                "What a terrible, boring waste of two hours. | NEGATIVE | disgust",
                "The service was awful and the food made me sick. | NEGATIVE | disgust",
                "I am so sorry for your loss. | NEGATIVE | remorse",
                "The meeting starts at nine in room four. | NEUTRAL | neutral",
                "The company has offices in Paris and Tokyo. | NEUTRAL | neutral",
                "\ud83d\ude02\ud83d\ude02 that made my day | POSITIVE | amusement"
            })
    void tellsWhatPeopleWouldSay(String text, Polarity expected, String emotion) throws Exception {
        Sentiment sentiment = analyze(text);
        assertThat(sentiment.sentiment()).as(text).isEqualTo(expected);
        assertThat(sentiment.confidence()).isEqualTo(sentiment.scores().of(expected));
        Map<String, Double> emotions = Objects.requireNonNull(sentiment.emotions());
        assertThat(emotions).hasSize(28);
        List<String> likeliest = emotions.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .limit(6)
                .map(Map.Entry::getKey)
                .toList();
        assertThat(likeliest).as(text).contains(emotion);
    }

    @Test
    void answersInTheOrderOfTheTextsAndSharesNothingBetweenThem() throws Exception {
        List<String> texts = List.of("I hate this.", "I love this. ".repeat(80), "It is Tuesday.", "Great!");
        List<Sentiment> together = analyzer.analyze(texts, null, new FakeTaskContext());
        assertThat(together).hasSize(4);
        for (int i = 0; i < texts.size(); i++) {
            Sentiment alone = analyze(texts.get(i));
            assertThat(together.get(i).sentiment()).isEqualTo(alone.sentiment());
            assertThat(together.get(i).scores().positive())
                    .isCloseTo(alone.scores().positive(), within(1e-3));
        }
        assertThat(together.get(1).windows()).isEqualTo(3);
    }

    @Test
    void probabilitiesOfSentimentsSumToOne() throws Exception {
        Sentiment.Scores scores = analyze("Fine, I suppose.").scores();
        assertThat(scores.positive() + scores.negative() + scores.neutral()).isCloseTo(1, within(1e-4));
    }

    @Test
    void longTextsAreReadAtTheirEnds() throws Exception {
        String filler = "The parcel came on Monday and was put on the table in the hall. ";
        Sentiment sentiment =
                analyze("I absolutely love it. ".repeat(30) + filler.repeat(3000) + "Simply wonderful! ".repeat(30));
        assertThat(sentiment.truncated()).isTrue();
        assertThat(sentiment.windows()).isLessThanOrEqualTo(24);
        assertThat(sentiment.scores().positive())
                .isGreaterThan(sentiment.scores().negative());
    }

    @Test
    void refusesModelsThatAreNotForSentiments() {
        for (String model : List.of("no-such-model", "all-minilm-l6-v2")) {
            assertThatThrownBy(() -> analyzer.analyze(List.of("x"), model, new FakeTaskContext()))
                    .isInstanceOfSatisfying(TaskFailure.Permanent.class, failure -> {
                        assertThat(failure.error().code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
                        assertThat(failure.error().detail()).containsEntry("value", model);
                    })
                    .hasMessageContaining("model '" + model + "' is none for text.sentiment; the catalog has ["
                            + SentimentModels.DEFAULT_MODEL);
        }
        assertThatThrownBy(() -> new SentimentModels(
                        LiveCatalog.of(models.catalog()), models.models(), models.engine(), "all-minilm-l6-v2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has the labels []");
    }

    @Test
    void aModelWhoseLabelsDoNotFitIsInvalid(@TempDir Path folder) throws Exception {
        ModelEntry entry = models.catalog().require(SentimentModels.DEFAULT_MODEL);
        Map<String, Object> config = new HashMap<>(entry.config());
        config.remove("thresholds");
        Path file = folder.resolve("catalog.yml");
        new CatalogFile(file)
                .put(new ModelEntry(
                        "few-labels",
                        "1",
                        new ModelCard(
                                SentimentModels.TASK_TYPE,
                                "MIT",
                                null,
                                List.of("negative", "neutral", "positive"),
                                List.of()),
                        entry.program(),
                        config,
                        entry.maxTokens(),
                        entry.precisions(),
                        entry.pruned(),
                        entry.artifacts()));
        SentimentAnalyzer other = new SentimentAnalyzer(new SentimentModels(
                LiveCatalog.of(models.catalog().with(file)), models.models(), models.engine(), "few-labels"));

        assertThatThrownBy(() -> other.analyze(List.of("Fine."), null, new FakeTaskContext()))
                .isInstanceOfSatisfying(
                        TaskFailure.Permanent.class,
                        failure -> assertThat(failure.error().code()).isEqualTo(ErrorCode.MODEL_INVALID))
                .hasMessageContaining("scores, but has 3 labels");
    }

    @Test
    void stopsBetweenTexts() {
        assertThatThrownBy(() -> analyzer.analyze(List.of("a", "b", "c"), null, new FakeTaskContext(1)))
                .isInstanceOf(TaskStoppedException.class);
    }

    @Test
    void oneModelGivesBothHeads() throws Exception {
        assertThat(analyzer.model().name()).isEqualTo(SentimentModels.DEFAULT_MODEL);
        assertThat(analyze("Nice.").detectedEmotions()).isNotNull();
    }

    private static Sentiment analyze(String text) throws Exception {
        return analyzer.analyze(List.of(text), null, new FakeTaskContext()).get(0);
    }
}
