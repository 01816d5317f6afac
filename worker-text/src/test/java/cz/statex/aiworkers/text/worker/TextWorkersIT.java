package cz.statex.aiworkers.text.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import cz.statex.aiworkers.core.config.ModelAutoConfiguration;
import cz.statex.aiworkers.core.task.BaseWorker;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import cz.statex.aiworkers.orchestrator.schema.SchemaCatalog;
import cz.statex.aiworkers.orchestrator.schema.SchemaValidator;
import cz.statex.aiworkers.text.analysis.sentiment.SentimentModels;
import cz.statex.aiworkers.text.testing.FakeTaskContext;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import tools.jackson.databind.JsonNode;

/** The workers as an application wires them, from JSON to JSON, on the real models. */
class TextWorkersIT {

    private final ApplicationContextRunner context = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ModelAutoConfiguration.class))
            .withUserConfiguration(TextWorkers.class)
            .withPropertyValues("ai-workers.models.cache-dir=target/model-cache", "ai-workers.models.device=cpu");

    @Test
    void everyWorkerAnswersBySchemaAfterItsWarmUp() {
        run(workers -> {
            for (BaseWorker<?, ?> worker : workers.values()) {
                worker.warmUp();
                assertThat(worker.cacheable()).isTrue();
                assertThat(worker.model()).isPresent();
            }
            JsonNode one = answer(workers, "text.embed", "{\"text\":\"Hello there\"}");
            assertThat(one.path("dimensions").intValue()).isEqualTo(384);
            assertThat(one.path("embeddings").get(0).size()).isEqualTo(384);
            assertThat(one.path("truncated").get(0).booleanValue()).isFalse();
            assertThat(one.path("token_counts").get(0).intValue()).isEqualTo(4);
            JsonNode several =
                    answer(workers, "text.embed", "{\"texts\":[\"A longer text than that\",\"Hello there\"]}");
            for (int d = 0; d < 384; d++) {
                assertThat(several.path("embeddings").get(1).get(d).floatValue())
                        .isCloseTo(one.path("embeddings").get(0).get(d).floatValue(), within(1e-5f));
            }

            String text = "A fox ran. It was red. It saw a hen. The hen flew.";
            JsonNode summary = answer(
                    workers, "text.summarize", "{\"text\":\"" + text + "\",\"max_length\":20,\"unit\":\"characters\"}");
            assertThat(summary.path("summary_length").intValue())
                    .isEqualTo(summary.path("summary").stringValue().length())
                    .isLessThanOrEqualTo(20);
            assertThat(summary.path("original_length").intValue()).isEqualTo(text.length());
            assertThat(summary.path("compression_ratio").doubleValue())
                    .isEqualTo(summary.path("summary_length").doubleValue() / text.length());

            JsonNode language = answer(workers, "text.language", "{\"text\":\"Guten Tag, wie geht es Ihnen heute?\"}");
            assertThat(language.path("language").stringValue()).isEqualTo("de");
        });
    }

    @Test
    void sentimentsAndEmotionsComeTogether() {
        run(workers -> {
            JsonNode one = answer(workers, "text.sentiment", "{\"text\":\"I love this phone, thank you!\"}");
            assertThat(one.path("sentiment").stringValue()).isEqualTo("positive");
            assertThat(one.path("confidence").doubleValue())
                    .isEqualTo(one.path("scores").path("positive").doubleValue())
                    .isGreaterThan(0.5);
            assertThat(one.path("emotions").size()).isEqualTo(28);
            assertThat(one.path("detected_emotions").valueStream().map(JsonNode::stringValue))
                    .contains("love");
            assertThat(one.path("windows").intValue()).isEqualTo(1);
            assertThat(one.has("results")).isFalse();
            assertThat(one.path("model").stringValue()).isEqualTo(SentimentModels.DEFAULT_MODEL);

            JsonNode several = answer(
                    workers,
                    "text.sentiment",
                    "{\"texts\":[\"I love this phone, thank you!\",\"I hate it.\"],\"model\":\""
                            + SentimentModels.DEFAULT_MODEL + "\"}");
            assertThat(several.has("sentiment")).isFalse();
            assertThat(several.path("results")
                            .get(0)
                            .path("scores")
                            .path("positive")
                            .doubleValue())
                    .isCloseTo(one.path("scores").path("positive").doubleValue(), within(1e-3));
            assertThat(several.path("results").get(1).path("sentiment").stringValue())
                    .isEqualTo("negative");
        });
    }

    @Test
    void languagesOfSeveralTextsAndVectorsAsTheModelHasThem() {
        run(workers -> {
            JsonNode languages =
                    answer(workers, "text.language", "{\"texts\":[\"Bonjour, comment allez-vous ?\",\"123\"]}");
            assertThat(languages.path("results").get(0).path("language").stringValue())
                    .isEqualTo("fr");
            assertThat(languages.path("results").get(1).path("language").stringValue())
                    .isEqualTo(LanguageDetectionWorker.UNDETERMINED);

            JsonNode plain = answer(workers, "text.embed", "{\"text\":\"Hello there\",\"normalize\":false}");
            JsonNode scaled = answer(workers, "text.embed", "{\"text\":\"Hello there\"}");
            double length = length(plain);
            assertThat(length).isGreaterThan(1.5);
            assertThat(length(scaled)).isCloseTo(1, within(1e-5));
            assertThat(plain.path("embeddings").get(0).get(7).doubleValue() / length)
                    .isCloseTo(scaled.path("embeddings").get(0).get(7).doubleValue(), within(1e-5));
            JsonNode cut = answer(workers, "text.embed", "{\"text\":\"" + "word ".repeat(400) + "\"}");
            assertThat(cut.path("truncated").get(0).booleanValue()).isTrue();
            assertThat(cut.path("token_counts").get(0).intValue()).isEqualTo(256);
        });
    }

    private static double length(JsonNode output) {
        return Math.sqrt(output.path("embeddings")
                .get(0)
                .valueStream()
                .mapToDouble(number -> number.doubleValue() * number.doubleValue())
                .sum());
    }

    @Test
    void inputsThatSayNothingAreInvalid() {
        run(workers -> {
            assertInvalid(workers, "text.embed", "{}", "give either text or texts");
            assertInvalid(workers, "text.embed", "{\"text\":\"a\",\"texts\":[\"b\"]}", "give either text or texts");
            assertInvalid(workers, "text.embed", "{\"text\":\" \"}", "text must hold more than white space");
            assertInvalid(
                    workers, "text.embed", "{\"texts\":[\"a\",\"\"]}", "texts[1] must hold more than white space");
            assertInvalid(workers, "text.summarize", "{\"text\":\"\\n\"}", "text must hold more than white space");
            assertInvalid(workers, "text.translate", "{\"target_lang\":\"de\"}", "give either text or texts");
            assertInvalid(
                    workers,
                    "text.translate",
                    "{\"text\":\"\\t\",\"target_lang\":\"de\"}",
                    "text must hold more than white space");
            assertInvalid(
                    workers,
                    "text.translate",
                    "{\"text\":\"\uD83D\uDE00\",\"source_lang\":\"auto\",\"target_lang\":\"de\"}",
                    "the language cannot be told: there are too few letters; give source_lang");
            assertInvalid(workers, "text.language", "{\"text\":\"\"}", "text must hold more than white space");
            assertInvalid(workers, "text.language", "{}", "give either text or texts");
            assertInvalid(workers, "text.sentiment", "{}", "give either text or texts");
            assertInvalid(workers, "text.sentiment", "{\"text\":\"\\t\"}", "text must hold more than white space");
            assertInvalid(
                    workers, "text.sentiment", "{\"texts\":[\"a\",null]}", "texts[1] must hold more than white space");
            assertInvalid(workers, "text.language", "{\"text\":\"42\"}", "text has too few letters to tell a language");
        });
    }

    @Test
    void translatesOneTextAndSeveral() {
        run(workers -> {
            JsonNode translation = answer(
                    workers,
                    "text.translate",
                    "{\"text\":\"Where is my {thing}?\\n\\nI have 4711.\",\"target_lang\":\"de\"}");
            assertThat(translation.path("translation").stringValue()).contains("{thing}", "\n\n", "4711");
            assertThat(translation.path("source_lang").stringValue()).isEqualTo("en");
            assertThat(translation.path("model").stringValue()).startsWith("tatoeba-en-de-fr@");
            assertThat(translation.path("segments").intValue()).isEqualTo(2);
            assertThat(translation.has("translations")).isFalse();
            JsonNode translations = answer(
                    workers,
                    "text.translate",
                    "{\"texts\":[\"Guten Tag.\",\"Danke!\"],\"source_lang\":\"de\",\"target_lang\":\"en\","
                            + "\"beams\":1}");
            assertThat(translations.path("translations").size()).isEqualTo(2);
        });
    }

    @Test
    void moreTextThanATaskShouldHaveIsTooLarge() {
        run(workers -> {
            String input = "{\"text\":\"" + "word ".repeat(40_001) + "\",\"target_lang\":\"de\"}";
            assertThatThrownBy(() -> answer(workers, "text.translate", input))
                    .isInstanceOfSatisfying(
                            TaskFailure.Permanent.class,
                            failure -> assertThat(failure.error().code()).isEqualTo(ErrorCode.INPUT_TOO_LARGE))
                    .hasMessage("the texts have 200005 characters, the limit is 200000; send them in several tasks");
        });
    }

    private interface Check {
        void accept(Map<String, BaseWorker<?, ?>> workers) throws Exception;
    }

    private void run(Check check) {
        context.run(started -> check.accept(started.getBeansOfType(BaseWorker.class).values().stream()
                .<BaseWorker<?, ?>>map(worker -> worker)
                .collect(Collectors.toMap(BaseWorker::taskType, Function.identity()))));
    }

    private static void assertInvalid(
            Map<String, BaseWorker<?, ?>> workers, String taskType, String input, String message) {
        assertThatThrownBy(() -> answer(workers, taskType, input))
                .isInstanceOfSatisfying(
                        TaskFailure.Permanent.class,
                        failure -> assertThat(failure.error().code()).isEqualTo(ErrorCode.INVALID_INPUT))
                .hasMessage(message);
    }

    private static JsonNode answer(Map<String, BaseWorker<?, ?>> workers, String taskType, String input)
            throws Exception {
        BaseWorker<?, ?> worker = workers.get(taskType);
        if (worker == null) {
            throw new AssertionError("nobody serves " + taskType);
        }
        JsonNode output = Wire.mapper().valueToTree(run(worker, input));
        assertThat(SchemaValidator.of(SchemaCatalog.find(taskType).orElseThrow().output())
                        .validate(output))
                .isEmpty();
        return output;
    }

    private static <I extends Record> Record run(BaseWorker<I, ?> worker, String input) throws Exception {
        return worker.run(Wire.mapper().readValue(input, worker.inputType()), new FakeTaskContext());
    }
}
