package cz.statex.aiworkers.text.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.model.LiveCatalog;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.text.analysis.DetectedLanguage;
import cz.statex.aiworkers.text.analysis.LanguageDetector;
import cz.statex.aiworkers.text.analysis.sentiment.SentimentAnalyzer;
import cz.statex.aiworkers.text.analysis.sentiment.SentimentModels;
import cz.statex.aiworkers.text.provider.HostedModels;
import cz.statex.aiworkers.text.testing.FakeTaskContext;
import cz.statex.aiworkers.text.testing.RealModels;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the workers make of inputs that nobody meant, as docs/text-tasks.md says. */
class InputTests {

    private static final int MEGABYTES_10 = 10_000_000;
    private static final String SHOUT = "I love this wonderful little book. ";

    private static RealModels models;
    private static SentimentAnalysisWorker sentiment;
    private static TextEmbeddingWorker embedding;
    private static LanguageDetectionWorker language;

    @BeforeAll
    static void load() {
        models = new RealModels();
        sentiment = new SentimentAnalysisWorker(
                new SentimentAnalyzer(new SentimentModels(
                        LiveCatalog.of(models.catalog()),
                        models.models(),
                        models.engine(),
                        SentimentModels.DEFAULT_MODEL)),
                HostedModels.none());
        embedding = new TextEmbeddingWorker(models.embedder());
        language = new LanguageDetectionWorker(new LanguageDetector());
    }

    @AfterAll
    static void close() {
        models.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t\r", "\u2003\u2003"})
    void whatSaysNothingIsInvalid(String text) {
        assertInvalid(() -> sentiment(text), "text must hold more than white space");
        assertInvalid(() -> embed(text), "text must hold more than white space");
        assertInvalid(() -> language(text), "text must hold more than white space");
    }

    @Test
    void severalTextsAreNamedByTheirPlace() {
        List<@Nullable String> texts = new ArrayList<>(List.of("fine", "fine"));
        texts.add(null);
        assertInvalid(
                () -> sentiment.process(
                        new SentimentAnalysisWorker.Input(null, texts, null, null, null), new FakeTaskContext()),
                "texts[2] must hold more than white space");
        assertInvalid(
                () -> sentiment.process(
                        new SentimentAnalysisWorker.Input("a", List.of("b"), null, null, null), new FakeTaskContext()),
                "give either text or texts");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\ud83d\ude00\ud83d\ude00\ud83d\ude00",
                "\ud83e\udef6\ud83c\udffd",
                "\u0000\u0001\u0007\u001b[31m",
                "?!?!...",
                "I \u044f \u306f \u4f60 \u0639\u0631\u0628\u064a mixed",
                "\ud83d",
                "\u202eevol I"
            })
    void oddTextsHaveAnAnswer(String text) throws Exception {
        SentimentAnalysisWorker.Output output = sentiment(text);
        assertThat(output.sentiment()).isNotNull();
        assertThat(output.confidence()).isBetween(1 / 3.0 - 1e-4, 1.0);
        assertThat(output.emotions()).hasSize(28).allSatisfy((emotion, probability) -> assertThat(probability)
                .isBetween(0.0, 1.0));
        assertThat(embed(text).embeddings().get(0)).hasSize(384).doesNotContain(Float.NaN);
    }

    @Test
    void picturesSpeakForThemselves() throws Exception {
        assertThat(positive(sentiment("\ud83d\ude0d\ud83d\ude0d")))
                .isGreaterThan(positive(sentiment("\ud83d\ude21\ud83d\ude21")));
    }

    @Test
    void textsWithoutLettersHaveNoLanguage() throws Exception {
        for (String text : List.of("\ud83d\ude00", "1234", "?!")) {
            assertInvalid(() -> language(text), "text has too few letters to tell a language");
            LanguageDetectionWorker.Output several =
                    language.process(new LanguageDetectionWorker.Input(null, List.of(text)), new FakeTaskContext());
            assertThat(several.results())
                    .singleElement()
                    .extracting(DetectedLanguage::language)
                    .isEqualTo("und");
        }
        assertThat(language("I \u044f \u306f \u4f60 love mixed scripts").language())
                .hasSize(2);
    }

    @Test
    void tenMegabytesAreReadAtBeginMiddleAndEnd() throws Exception {
        String text = SHOUT.repeat(MEGABYTES_10 / SHOUT.length());
        SentimentAnalysisWorker.Output output = sentiment(text);
        assertThat(output.truncated()).isTrue();
        assertThat(output.windows()).isEqualTo(24);
        assertThat(positive(output)).isGreaterThan(0.5);
        assertThat(language(text).language()).isEqualTo("en");
    }

    @Test
    void aWordOfFiftyThousandCharactersIsOneUnknownWord() throws Exception {
        String word = "a".repeat(50_000);
        SentimentAnalysisWorker.Output output = sentiment("I love " + word);
        assertThat(output.windows()).isEqualTo(1);
        assertThat(output.truncated()).isFalse();
        assertThat(embed(word).tokenCounts()).containsExactly(3);
    }

    private static SentimentAnalysisWorker.Output sentiment(String text) throws Exception {
        return sentiment.process(
                new SentimentAnalysisWorker.Input(text, null, null, null, null), new FakeTaskContext());
    }

    private static TextEmbeddingWorker.Output embed(String text) throws Exception {
        return embedding.process(new TextEmbeddingWorker.Input(text, null, null), new FakeTaskContext());
    }

    private static LanguageDetectionWorker.Output language(String text) throws Exception {
        return language.process(new LanguageDetectionWorker.Input(text, null), new FakeTaskContext());
    }

    private static double positive(SentimentAnalysisWorker.Output output) {
        return output.scores() == null ? -1 : output.scores().positive();
    }

    private interface Call {
        Object run() throws Exception;
    }

    private static void assertInvalid(Call call, String message) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(TaskFailure.Permanent.class, failure -> {
                    assertThat(failure.error().code()).isEqualTo(ErrorCode.INVALID_INPUT);
                    assertThat(failure.error().detail()).containsKey("field");
                })
                .hasMessage(message);
    }
}
