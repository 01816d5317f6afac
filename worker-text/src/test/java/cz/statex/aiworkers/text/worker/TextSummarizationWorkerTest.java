package cz.statex.aiworkers.text.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import cz.statex.aiworkers.orchestrator.schema.SchemaCatalog;
import cz.statex.aiworkers.orchestrator.schema.SchemaGenerator;
import cz.statex.aiworkers.orchestrator.schema.SchemaValidator;
import cz.statex.aiworkers.text.analysis.AbstractiveSummarizer;
import cz.statex.aiworkers.text.analysis.TextSummarizer;
import cz.statex.aiworkers.text.provider.FakeProvider;
import cz.statex.aiworkers.text.provider.HostedModels;
import cz.statex.aiworkers.text.provider.HostedObserver;
import cz.statex.aiworkers.text.provider.question.SummaryAnswer;
import cz.statex.aiworkers.text.testing.FakeTaskContext;
import cz.statex.aiworkers.text.testing.RealModels;
import cz.statex.aiworkers.text.testing.TinyWriters;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** From JSON to JSON, by schema on both sides. */
@Timeout(120)
class TextSummarizationWorkerTest {

    private static final String TEXT = "The city council voted to rebuild the old bridge. A flood had damaged it two"
            + " years ago. Rebuilding it will cost four million euros. A dog barked.";
    private static final String GOOD =
            "{\"summary\":\"The bridge is rebuilt for four million.\",\"key_points\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\"]}";

    @TempDir
    private static Path folder;

    private static RealModels real;
    private static TinyWriters writers;
    private static FakeProvider provider;

    @BeforeAll
    static void load() throws Exception {
        real = new RealModels();
        writers = new TinyWriters(folder);
        provider = new FakeProvider();
    }

    @AfterAll
    static void close() {
        provider.close();
        writers.close();
        real.close();
    }

    @Test
    void isExtractiveUnlessAModelIsConfiguredOrNamed() throws Exception {
        JsonNode chosen = answer(worker(null), Map.of("text", TEXT));
        assertThat(chosen.path("strategy").stringValue()).isEqualTo("extractive");
        assertThat(chosen.path("model").stringValue()).startsWith("all-minilm-l6-v2@");
        assertThat(TEXT).contains(chosen.path("summary").stringValue());
        assertThat(chosen.path("key_points").size()).isEqualTo(2);

        for (JsonNode written : new JsonNode[] {
            answer(worker("tiny-bart"), Map.of("text", TEXT)),
            answer(worker("tiny-bart"), Map.of("text", TEXT, "strategy", "auto")),
            answer(worker(null), Map.of("text", TEXT, "model", "tiny-bart")),
            answer(worker(null), Map.of("text", TEXT, "model", "tiny-bart", "strategy", "abstractive"))
        }) {
            assertThat(written.path("strategy").stringValue()).isEqualTo("abstractive");
            assertThat(written.path("model").stringValue()).isEqualTo("tiny-bart@1");
            assertThat(written.path("parts").intValue()).isGreaterThan(1);
            assertThat(written.path("key_points")).isEqualTo(chosen.path("key_points"));
        }
        assertThat(answer(worker("tiny-bart"), Map.of("text", TEXT, "strategy", "extractive")))
                .isEqualTo(chosen);
    }

    @Test
    void warmsUpWhatItAnswersBy() throws Exception {
        worker("tiny-t5").warmUp();
        assertThat(writers.models().loaded()).anyMatch(model -> model.name().equals("tiny-t5"));
        assertThat(worker("tiny-t5").model().orElseThrow().name()).isEqualTo("tiny-t5");
        assertThat(worker(null).model().orElseThrow().name()).isEqualTo("all-minilm-l6-v2");
        assertThat(worker(null).cacheable()).isTrue();
    }

    @Test
    void aProviderAnswersIfItIsAskedTo() throws Exception {
        provider.answers(GOOD).answers(GOOD);
        JsonNode answer =
                answer(worker(null), Map.of("text", TEXT, "provider", "openai", "min_length", 3, "max_length", 20));
        assertThat(answer.path("summary").stringValue()).isEqualTo("The bridge is rebuilt for four million.");
        assertThat(answer.path("strategy").stringValue()).isEqualTo("abstractive");
        assertThat(answer.path("model").stringValue()).isEqualTo("small");
        assertThat(answer.path("key_points").size()).isEqualTo(5);
        assertThat(answer.path("usage").toString())
                .isEqualTo("{\"provider\":\"openai\",\"model\":\"small\",\"requests\":1,"
                        + "\"input_tokens\":11,\"output_tokens\":7}");
        assertThat(provider.requests().get(0)).contains("at least 3 and at most 20 words");

        JsonNode cut = answer(
                worker(null),
                Map.of("text", TEXT, "provider", "anthropic", "provider_model", "large", "max_length", 3));
        assertThat(cut.path("summary").stringValue()).isEqualTo("The bridge is\u2026");
        assertThat(cut.path("model").stringValue()).isEqualTo("large");
    }

    @Test
    void whatProvidersAnswerIsCheckedByTheFieldsOfTheOutput() {
        ObjectNode answer = SchemaGenerator.schemaOf(SummaryAnswer.class);
        JsonNode output = SchemaCatalog.find("text.summarize").orElseThrow().output();
        for (String field : new String[] {"summary", "key_points"}) {
            assertThat(answer.path("properties").path(field).path("type"))
                    .isEqualTo(output.path("properties").path(field).path("type"));
            assertThat(answer.path("required").valueStream().map(JsonNode::stringValue))
                    .contains(field);
        }
    }

    @Test
    void textsThatSayNothingAreInvalid() {
        for (String text : new String[] {"", " \n\t", "\u0001\u0002 "}) {
            assertInvalid(Map.of("text", text), "text must hold more than white space");
        }
    }

    @Test
    void aTextLongerThanAProviderIsAskedForIsTooLarge() {
        assertThatThrownBy(() -> answer(worker(null), Map.of("text", "a".repeat(200_001), "provider", "openai")))
                .isInstanceOfSatisfying(
                        TaskFailure.Permanent.class,
                        failure -> assertThat(failure.error().code()).isEqualTo(ErrorCode.INPUT_TOO_LARGE))
                .hasMessage("text has 200001 characters, the limit for a provider is 200000");
        assertThat(provider.requests()).isEmpty();
    }

    @Test
    void parametersThatContradictEachOtherAreInvalid() {
        assertInvalid(
                Map.of("text", TEXT, "min_length", 11, "max_length", 10),
                "min_length is 11, but must be at most max_length, which is 10");
        assertInvalid(
                Map.of("text", TEXT, "min_length", 151),
                "min_length is 151, but must be at most max_length, which is 150");
        assertInvalid(Map.of("text", TEXT, "strategy", "extractive", "provider", "openai"), "strategy is extractive");
        assertInvalid(Map.of("text", TEXT, "model", "tiny-bart", "provider", "openai"), "model names a local model");
        assertInvalid(Map.of("text", TEXT, "unit", "tokens", "provider", "openai"), "unit is tokens");
        assertInvalid(Map.of("text", TEXT, "provider_model", "small"), "provider_model needs a provider");
        assertInvalid(Map.of("text", TEXT, "strategy", "extractive", "model", "tiny-bart"), "model names a model");
    }

    @Test
    void lengthsOutOfRangeBreakTheSchema() {
        SchemaValidator input = SchemaValidator.of(
                SchemaCatalog.find("text.summarize").orElseThrow().input());
        assertThat(input.validate(tree(Map.of("text", TEXT, "max_length", 0)))).isNotEmpty();
        assertThat(input.validate(tree(Map.of("text", TEXT, "max_length", 100_001))))
                .isNotEmpty();
        assertThat(input.validate(tree(Map.of("text", TEXT, "min_length", -1)))).isNotEmpty();
        assertThat(input.validate(tree(Map.of("text", TEXT, "unit", "pages")))).isNotEmpty();
        assertThat(input.validate(tree(Map.of("text", TEXT, "provider", "somebody"))))
                .isNotEmpty();
        assertThat(input.validate(tree(Map.of("text", TEXT, "max_length", 100_000))))
                .isEmpty();
    }

    @Test
    void aTextOfTenMegabytesIsSummarizedWhereverItIsLetIn() throws Exception {
        JsonNode answer = answer(worker(null), Map.of("text", "The same again and again. ".repeat(400_000)));
        assertThat(answer.path("summary").stringValue()).isEqualTo("The same again and again.");
        assertThat(answer.path("original_length").intValue()).isEqualTo(10_400_000);
    }

    @Test
    void aLimitBeyondTheTextChangesNothing() throws Exception {
        assertThat(answer(worker(null), Map.of("text", TEXT, "max_length", 100_000)))
                .isEqualTo(answer(worker(null), Map.of("text", TEXT)));
    }

    private static void assertInvalid(Map<String, Object> input, String message) {
        assertThatThrownBy(() -> answer(worker(null), input))
                .isInstanceOfSatisfying(
                        TaskFailure.Permanent.class,
                        failure -> assertThat(failure.error().code()).isEqualTo(ErrorCode.INVALID_INPUT))
                .hasMessageStartingWith(message);
    }

    private static TextSummarizationWorker worker(@Nullable String writer) {
        return new TextSummarizationWorker(
                new TextSummarizer(real.embedder()),
                new AbstractiveSummarizer(writers.summaryModels(writer)),
                new HostedModels(provider.settings(Duration.ofSeconds(30), 2), Clock.systemUTC(), HostedObserver.NONE));
    }

    private static JsonNode tree(Map<String, Object> input) {
        return Wire.mapper().valueToTree(input);
    }

    private static JsonNode answer(TextSummarizationWorker worker, Map<String, Object> input) throws Exception {
        TextSummarizationWorker.Output output = worker.run(
                Wire.mapper().treeToValue(tree(input), TextSummarizationWorker.Input.class), new FakeTaskContext());
        JsonNode answer = Wire.mapper().valueToTree(output);
        assertThat(SchemaValidator.of(SchemaCatalog.find("text.summarize")
                                .orElseThrow()
                                .output())
                        .validate(answer))
                .isEmpty();
        return answer;
    }
}
