package cz.statex.aiworkers.text.analysis.translation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import cz.statex.aiworkers.core.model.LiveCatalog;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.core.task.TaskStoppedException;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import cz.statex.aiworkers.text.analysis.LanguageDetector;
import cz.statex.aiworkers.text.testing.FakeTaskContext;
import cz.statex.aiworkers.text.testing.RealModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** The model that comes with this project, from text to text. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TranslatorTest {

    private RealModels models;
    private Translator translator;

    @BeforeAll
    void open() throws Exception {
        models = new RealModels();
        LiveCatalog catalog = LiveCatalog.of(models.catalog());
        translator = new Translator(
                models.models(),
                new TranslationModels(catalog, models.engine(), TranslationModels.DEFAULT_MODEL),
                new LanguageDetector());
        translator.warmUp();
    }

    @AfterAll
    void close() {
        models.close();
    }

    @Test
    void detectsTheLanguageAndTranslatesBothWays() throws Exception {
        Translation german = translate("I don't know what to do with Tom.", null, "de");
        assertThat(german.source()).isEqualTo("en");
        assertThat(german.texts().get(0)).contains("Tom", "nicht");
        assertThat(german.model()).isEqualTo("tatoeba-en-de-fr@1");
        assertThat(german.confidence()).isBetween(0.05, 1.0);
        assertThat(german.segments()).isEqualTo(1);
        Translation english = translate("Ich habe keine Zeit.", "DE-at", "EN");
        assertThat(english.source()).isEqualTo("de");
        assertThat(english.target()).isEqualTo("en");
        assertThat(english.texts().get(0)).contains("I", "time");
    }

    /** {@code reference/make_translations.py}. */
    @Test
    void saysWhatTransformersSaysWithTheSameWeights() throws Exception {
        JsonNode rows =
                Wire.mapper().readTree(Files.readAllBytes(Path.of("src/test/resources/reference/translations.json")));
        assertThat(rows).hasSize(9);
        for (JsonNode row : rows) {
            Translation translation = translate(
                    row.path("text").stringValue(),
                    row.path("source").stringValue(),
                    row.path("target").stringValue());
            assertThat(translation.texts())
                    .containsExactly(row.path("translation").stringValue());
        }
    }

    @Test
    void paragraphsPlaceholdersAddressesAndNumbersStay() throws Exception {
        String text = "Hello {name}, your order 4711 of %s is ready.\n\n - See <b>https://example.com/a?b=1</b> or mail"
                + " a.b@example.org.\n\n\tThank you! \uD83D\uDE00\n";
        Translation translation = translate(text, "en", "de");
        String translated = translation.texts().get(0);
        assertThat(translated)
                .contains(
                        "{name}",
                        "4711",
                        "%s",
                        "<b>",
                        "https://example.com/a?b=1",
                        "</b>",
                        "a.b@example.org",
                        "\uD83D\uDE00\n")
                .doesNotContain("Thank you");
        assertThat(translated.split("\n", -1)).hasSameSizeAs(text.split("\n", -1));
        assertThat(translated).contains("\n\n - ", "\n\n\t").endsWith("\n");
    }

    @Test
    void severalTextsAreTranslatedAsEachAlone() throws Exception {
        List<String> texts = List.of("Where is my book?", "I am tired.", "Where is my book?", "We will go home now.");
        Translation together = translator.translate(TranslationRequest.of(texts, "en", "fr"), new FakeTaskContext());
        for (int i = 0; i < texts.size(); i++) {
            assertThat(together.texts().get(i))
                    .isEqualTo(translate(texts.get(i), "en", "fr").texts().get(0));
        }
        assertThat(together.segments()).isEqualTo(4);
    }

    @Test
    void beamsAndLengthAreTheTasks() throws Exception {
        Translation greedy = translator.translate(
                new TranslationRequest(List.of("I am tired."), "en", "de", "tatoeba-en-de-fr", 1, 2),
                new FakeTaskContext());
        assertThat(greedy.unfinished()).isBetween(0, 1);
        assertThat(greedy.texts().get(0).split(" ").length).isLessThanOrEqualTo(2);
    }

    @Test
    void sentencesLongerThanTheModelReadsAreCutAndSaidSo() throws Exception {
        Translation translation =
                translate("I like apples, and I like pears, ".repeat(20) + "and that is all.", "en", "de");
        assertThat(translation.segments()).isEqualTo(1);
        assertThat(translation.cut()).isEqualTo(1);
        assertThat(translation.texts().get(0).length()).isGreaterThan(300);
    }

    @Test
    void textsThatSayNothingToAModelComeBackAsTheyAre() throws Exception {
        for (String text : List.of(
                "\uD83D\uDE00\uD83D\uDE00",
                "42",
                "x".repeat(50_000),
                "\u0001\u0002",
                "https://example.com/",
                "{name}")) {
            Translation translation = translate(text, "en", "de");
            assertThat(translation.texts()).containsExactly(text);
            assertThat(translation.confidence()).isEqualTo(1);
        }
        assertThat(translate("Das ist schon Deutsch, oder etwa nicht?", null, "de")
                        .texts())
                .containsExactly("Das ist schon Deutsch, oder etwa nicht?");
    }

    @Test
    void otherScriptsAndControlCharactersAreKeptOrDropped() throws Exception {
        Translation translation = translate("I saw \u041c\u043e\u0441\u043a\u0432\u0430 and \u6771\u4eac.", "en", "de");
        assertThat(translation.texts().get(0)).contains("\u041c\u043e\u0441\u043a\u0432\u0430", "\u6771\u4eac");
        assertThat(translate("I am\u0000 tired.\u0007", "en", "de").texts().get(0))
                .isNotBlank();
    }

    @Test
    void unknownLanguagesPairsAndModelsAreRefusedWithWhatThereIs() {
        assertRefused(
                "Hello", "en", "xx", null, ErrorCode.UNSUPPORTED_LANGUAGE, "target_lang must be the ISO 639 code");
        assertRefused(
                "Hello", "english", "de", null, ErrorCode.UNSUPPORTED_LANGUAGE, "source_lang must be the ISO 639");
        assertRefused(
                "Hallo",
                "de",
                "fr",
                null,
                ErrorCode.UNSUPPORTED_LANGUAGE,
                "no model translates from de (German) to fr (French); supported are tatoeba-en-de-fr: en-de, de-en, en-fr,"
                        + " fr-en. To add a pair, import a model: aiw models import hf:Helsinki-NLP/opus-mt-de-fr");
        assertRefused(
                "Kde je nejbli\u017e\u0161\u00ed n\u00e1dra\u017e\u00ed?",
                null,
                "de",
                null,
                ErrorCode.UNSUPPORTED_LANGUAGE,
                "no model translates from cs (Czech) to de (German)");
        assertRefused("42", null, "de", null, ErrorCode.INVALID_INPUT, "the language cannot be told");
        assertRefused(
                "Hello", "en", "de", "all-minilm-l6-v2", ErrorCode.MODEL_NOT_FOUND, "the catalog has no model 'all-");
        assertRefused("Hello", "en", "de", "gpt", ErrorCode.MODEL_NOT_FOUND, "the catalog has no model 'gpt'");
        assertRefused(
                "Hello",
                "en",
                "it",
                "tatoeba-en-de-fr",
                ErrorCode.UNSUPPORTED_LANGUAGE,
                "no model translates from en (English) to it (Italian)");
    }

    @Test
    void stopsBetweenSteps() {
        TranslationRequest request = TranslationRequest.of(List.of("I am very tired of all this work."), "en", "de");
        for (int checkpoints : new int[] {0, 2, 4}) {
            assertThatThrownBy(() -> translator.translate(request, new FakeTaskContext(checkpoints)))
                    .isInstanceOf(TaskStoppedException.class);
        }
    }

    @Test
    void tellsProgressToTheEnd() throws Exception {
        FakeTaskContext context = new FakeTaskContext();
        translator.translate(TranslationRequest.of(List.of("I am tired."), "en", "de"), context);
        assertThat(context.percents()).isSorted().endsWith(80);
        assertThat(translator.model().name()).isEqualTo("tatoeba-en-de-fr");
        Translation one = translate("I am tired.", "en", "de");
        Translation twice = translate("I am tired. I am tired.", "en", "de");
        assertThat(twice.confidence()).isCloseTo(one.confidence(), within(1e-6));
    }

    private Translation translate(String text, @Nullable String source, String target) throws Exception {
        return translator.translate(TranslationRequest.of(List.of(text), source, target), new FakeTaskContext());
    }

    private void assertRefused(
            String text,
            @Nullable String source,
            String target,
            @Nullable String model,
            ErrorCode code,
            String message) {
        TranslationRequest request = new TranslationRequest(List.of(text), source, target, model, null, null);
        assertThatThrownBy(() -> translator.translate(request, new FakeTaskContext()))
                .isInstanceOfSatisfying(
                        TaskFailure.Permanent.class,
                        failure -> assertThat(failure.error().code()).isEqualTo(code))
                .hasMessageStartingWith(message);
    }
}
