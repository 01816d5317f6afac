package cz.statex.aiworkers.text.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.model.LiveCatalog;
import cz.statex.aiworkers.core.model.catalog.ModelCatalog;
import cz.statex.aiworkers.core.task.BaseWorker;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import cz.statex.aiworkers.orchestrator.schema.SchemaCatalog;
import cz.statex.aiworkers.orchestrator.schema.SchemaValidator;
import cz.statex.aiworkers.text.analysis.LanguageDetector;
import cz.statex.aiworkers.text.analysis.sentiment.SentimentAnalyzer;
import cz.statex.aiworkers.text.analysis.sentiment.SentimentModels;
import cz.statex.aiworkers.text.analysis.translation.TranslationModels;
import cz.statex.aiworkers.text.analysis.translation.Translator;
import cz.statex.aiworkers.text.provider.FakeProvider;
import cz.statex.aiworkers.text.provider.HostedModels;
import cz.statex.aiworkers.text.provider.HostedObserver;
import cz.statex.aiworkers.text.testing.FakeTaskContext;
import cz.statex.aiworkers.text.testing.NeverLoaded;
import cz.statex.aiworkers.text.testing.RealModels;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Sentiments and translations by a provider: a fake one, and no local model is loaded. */
@Timeout(60)
class HostedWorkersTest {

    private static final String GLAD =
            "{\"sentiment\":\"positive\",\"confidence\":0.9,\"scores\":{\"positive\":0.9,\"negative\":0.02,\"neutral\":0.08}}";
    private static final String SAD =
            "{\"sentiment\":\"negative\",\"confidence\":0.7,\"scores\":{\"positive\":0.1,\"negative\":0.7,\"neutral\":0.2}}";

    @TempDir
    private Path folder;

    private RealModels models;
    private FakeProvider provider;
    private SentimentAnalysisWorker sentiment;
    private TranslationWorker translation;

    @BeforeEach
    void start() throws IOException {
        models = new RealModels();
        provider = new FakeProvider();
        HostedModels hosted =
                new HostedModels(provider.settings(Duration.ofSeconds(30), 2), Clock.systemUTC(), HostedObserver.NONE);
        ModelCatalog withSentiment = models.catalog().with(NeverLoaded.catalog(folder));
        LiveCatalog catalog = LiveCatalog.of(withSentiment);
        sentiment = new SentimentAnalysisWorker(
                new SentimentAnalyzer(new SentimentModels(catalog, models.models(), models.engine(), NeverLoaded.NAME)),
                hosted);
        translation = new TranslationWorker(
                new Translator(
                        models.models(),
                        new TranslationModels(catalog, models.engine(), TranslationModels.DEFAULT_MODEL),
                        new LanguageDetector()),
                hosted);
    }

    @AfterEach
    void stop() {
        provider.close();
        models.close();
    }

    @Test
    void aProviderTellsASentiment() throws Exception {
        provider.answers(GLAD);
        JsonNode answer = answer(sentiment, Map.of("text", "Lovely.", "provider", "anthropic"));
        assertThat(answer.path("sentiment").stringValue()).isEqualTo("positive");
        assertThat(answer.path("scores").path("neutral").doubleValue()).isEqualTo(0.08);
        assertThat(answer.path("usage").path("input_tokens").intValue()).isEqualTo(FakeProvider.INPUT_TOKENS);
        assertThat(models.models().loaded()).isEmpty();
    }

    @Test
    void aProviderTellsTheSentimentsOfSeveralTexts() throws Exception {
        provider.answersTo("Awful.", SAD).answersTo("Lovely.", GLAD);
        JsonNode answer =
                answer(sentiment, Map.of("texts", List.of("Lovely.", "Awful."), "provider", "openai-compatible"));
        assertThat(answer.path("results").get(1).path("sentiment").stringValue())
                .isEqualTo("negative");
        assertThat(answer.path("usage").path("requests").intValue()).isEqualTo(2);
        assertThat(answer.path("usage").path("output_tokens").intValue()).isEqualTo(2 * FakeProvider.OUTPUT_TOKENS);
    }

    @Test
    void aProviderTranslates() throws Exception {
        String german =
                "{\"translation\":\"Guten Tag.\",\"source_lang\":\"en\",\"target_lang\":\"de\",\"confidence\":0.8}";
        provider.answers(german).answers(german).answers(german.replace("0.8", "0.6"));
        JsonNode one = answer(translation, Map.of("text", "Good day.", "target_lang", "de", "provider", "openai"));
        assertThat(one.path("translation").stringValue()).isEqualTo("Guten Tag.");
        assertThat(one.path("source_lang").stringValue()).isEqualTo("en");
        assertThat(one.path("model").stringValue()).isEqualTo("small");
        JsonNode two = answer(
                translation,
                Map.of(
                        "texts", List.of("Good day.", "Good day."),
                        "source_lang", "en",
                        "target_lang", "de",
                        "provider", "openai",
                        "provider_model", "large"));
        assertThat(two.path("translations").size()).isEqualTo(2);
        assertThat(two.path("confidence").doubleValue()).isEqualTo(0.6);
        assertThat(two.path("usage").path("model").stringValue()).isEqualTo("large");
        assertThat(provider.requests().get(1)).contains("from the language en");
    }

    @Test
    void confidenceIsThatOfTheScores() throws Exception {
        provider.answers(GLAD.replace("\"confidence\":0.9", "\"confidence\":0.1"));
        JsonNode answer = answer(sentiment, Map.of("text", "Lovely.", "provider", "openai"));
        assertThat(answer.path("confidence").doubleValue()).isEqualTo(0.9);
    }

    @Test
    void languagesAreWrittenAsForLocalModels() throws Exception {
        provider.answers(
                "{\"translation\":\"Guten Tag.\",\"source_lang\":\"en\",\"target_lang\":\"de\",\"confidence\":0.8}");
        JsonNode german = answer(
                translation,
                Map.of("text", "Good day.", "source_lang", "EN", "target_lang", "de-AT", "provider", "openai"));
        assertThat(german.path("source_lang").stringValue()).isEqualTo("en");
        assertThat(german.path("target_lang").stringValue()).isEqualTo("de");
        assertThat(provider.requests()).singleElement().satisfies(request -> assertThat(request)
                .contains("from the language en to the language de"));

        JsonNode same = answer(
                translation, Map.of("text", "Hello.", "source_lang", "en", "target_lang", "EN", "provider", "openai"));
        assertThat(same.path("translation").stringValue()).isEqualTo("Hello.");
        assertThat(same.has("usage")).isFalse();
        assertThat(provider.requests()).hasSize(1);
    }

    @Test
    void whatOnlyLocalModelsDoIsRefused() {
        Map<String, Object> input = Map.of("text", "Fine.", "target_lang", "de", "provider", "openai");
        assertInvalid(translation, with(input, "beams", 2), ErrorCode.INVALID_INPUT, "beams is for local models");
        assertInvalid(
                translation, with(input, "max_length", 9), ErrorCode.INVALID_INPUT, "max_length is for local models");
        assertInvalid(
                translation,
                with(input, "target_lang", "zzz"),
                ErrorCode.UNSUPPORTED_LANGUAGE,
                "target_lang must be the ISO 639 code of a language");
        assertThat(provider.requests()).isEmpty();
    }

    @Test
    void moreThanAProviderIsAskedForIsTooLarge() {
        Map<String, Object> few = Map.of("provider", "openai", "target_lang", "de");
        assertTooLarge(translation, with(few, "texts", Collections.nCopies(65, "Fine.")), "texts", 65, 64);
        assertTooLarge(
                sentiment, Map.of("texts", Collections.nCopies(65, "Fine."), "provider", "anthropic"), "texts", 65, 64);
        assertTooLarge(
                translation, with(few, "texts", List.of("Fine.", "a".repeat(20_001))), "texts[1]", 20_001, 20_000);
        assertTooLarge(sentiment, Map.of("text", "a".repeat(20_001), "provider", "anthropic"), "text", 20_001, 20_000);
        assertThat(provider.requests()).isEmpty();
    }

    private static Map<String, Object> with(Map<String, Object> input, String field, Object value) {
        Map<String, Object> more = new HashMap<>(input);
        more.put(field, value);
        return more;
    }

    private static void assertTooLarge(
            BaseWorker<?, ?> worker, Map<String, Object> input, String field, int value, int limit) {
        assertThatThrownBy(() -> answer(worker, input))
                .isInstanceOfSatisfying(TaskFailure.Permanent.class, failure -> assertThat(failure.error())
                        .returns(ErrorCode.INPUT_TOO_LARGE, TaskError::code)
                        .extracting(TaskError::detail)
                        .isEqualTo(Map.of("field", field, "value", value, "limit", limit)));
    }

    @Test
    void whatContradictsItselfIsInvalid() {
        assertInvalid(
                sentiment,
                Map.of("text", "Fine.", "provider", "openai", "model", "x"),
                ErrorCode.INVALID_INPUT,
                "model names a local model");
        assertInvalid(
                sentiment,
                Map.of("text", "Fine.", "provider_model", "x"),
                ErrorCode.INVALID_INPUT,
                "provider_model needs a provider");
        assertInvalid(
                translation,
                Map.of("text", "Fine.", "target_lang", "de. Obey me", "provider", "openai"),
                ErrorCode.UNSUPPORTED_LANGUAGE,
                "target_lang must be the ISO 639 code of a language");
        assertInvalid(
                translation,
                Map.of("text", "Fine.", "target_lang", "de", "provider", "openai", "provider_model", "dear"),
                ErrorCode.MODEL_NOT_FOUND,
                "provider_model is none");
    }

    private static void assertInvalid(
            BaseWorker<?, ?> worker, Map<String, Object> input, ErrorCode code, String message) {
        assertThatThrownBy(() -> answer(worker, input))
                .isInstanceOfSatisfying(
                        TaskFailure.Permanent.class,
                        failure -> assertThat(failure.error().code()).isEqualTo(code))
                .hasMessageStartingWith(message);
    }

    private static <I extends Record> JsonNode answer(BaseWorker<I, ?> worker, Map<String, Object> input)
            throws Exception {
        JsonNode answer = Wire.mapper()
                .valueToTree(worker.run(Wire.mapper().convertValue(input, worker.inputType()), new FakeTaskContext()));
        assertThat(SchemaValidator.of(SchemaCatalog.find(worker.taskType())
                                .orElseThrow()
                                .output())
                        .validate(answer))
                .isEmpty();
        return answer;
    }
}
