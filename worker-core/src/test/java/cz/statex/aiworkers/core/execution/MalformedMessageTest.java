package cz.statex.aiworkers.core.execution;

import static cz.statex.aiworkers.core.execution.PipelineFixture.aTask;
import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.core.testing.contract.RecordedDelivery;
import cz.statex.aiworkers.core.testing.contract.RecordedDelivery.Fate;
import cz.statex.aiworkers.core.testing.contract.RecordingPublisher.DeadMessage;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a message holds, it ends in a documented outcome, and the next task is served. */
class MalformedMessageTest {

    private static final UUID ID = UUID.fromString("6f1a4c1e-9f7b-4c8e-8a55-0d3f5d8f9a01");

    @TempDir
    Path scratchRoot;

    private PipelineFixture fixture;

    @BeforeEach
    void assemble() {
        fixture = new PipelineFixture(scratchRoot);
    }

    @AfterEach
    void servesTheNextTask() {
        Task next = aTask().build();
        fixture.run(next);
        assertThat(fixture.stored(next).status()).isEqualTo(TaskStatus.SUCCEEDED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "[]", "\"text\"", "42", "{", "{\"id\":", "{} {}", "{\"secret-word\" 1}"})
    void keepsWhatIsNoJsonObject(String body) {
        TaskError error = refusedWithoutAnswer(body.getBytes(StandardCharsets.UTF_8));
        assertThat(error.code()).isEqualTo(ErrorCode.UNDECODABLE_MESSAGE);
        assertThat(error.message()).doesNotContain("secret");
    }

    @Test
    void keepsWrongUtf8() {
        byte[] body = message("\"input_data\":{\"text\":\"aXb\"}").getBytes(StandardCharsets.UTF_8);
        body[new String(body, StandardCharsets.UTF_8).indexOf("aXb") + 1] = (byte) 0xC3;
        assertThat(refusedWithoutAnswer(body).code()).isEqualTo(ErrorCode.UNDECODABLE_MESSAGE);
    }

    @Test
    void keepsDeepNesting() {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);
        TaskError error = refusedWithoutAnswer(
                message("\"input_data\":{\"text\":" + deep + "}").getBytes(StandardCharsets.UTF_8));
        assertThat(error.code()).isEqualTo(ErrorCode.UNDECODABLE_MESSAGE);
        assertThat(error.message()).contains("64");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'max_retries': -1 | max_retries | INVALID_SCHEMA",
                "'max_retries': 100000000000000000000 | max_retries | INVALID_SCHEMA",
                "'max_retries': 'three' | max_retries | INVALID_SCHEMA",
                "'timeout_seconds': 0 | timeout_seconds | INVALID_SCHEMA",
                "'priority': 'urgent' | priority | INVALID_SCHEMA",
                "'expires_at': 'tomorrow' | expires_at | INVALID_SCHEMA",
                "'job_id': 7 | job_id | INVALID_SCHEMA",
                "'input_data': 'text' | input_data | INVALID_SCHEMA",
                "'parameters': [1] | parameters | INVALID_SCHEMA",
                "'input_data': {'text': 5} | text | INVALID_SCHEMA",
                "'input_data': {'text': null} | text | INVALID_SCHEMA",
                "'input_data': {} | text | INVALID_SCHEMA",
                "'input_data': {'text': 'a', 'depth': 1e400} | input_data.depth | INVALID_INPUT",
                "'input_data': {'text': 'a', 'depth': 99999999999999999999} | depth | INVALID_SCHEMA",
                "'input_data': {'text': 'a\\u0000b'} | input_data.text | INVALID_INPUT",
                "'input_data': {'text': '\\ud800'} | input_data.text | INVALID_INPUT"
            },
            quoteCharacter = '"')
    void answersAboutAMistypedField(String field, String name, ErrorCode code) {
        TaskError error = refusedWithAnswer(message("\"reply_to\":\"me\"," + field.replace('\'', '"')), code);
        assertThat(error.detail()).containsEntry("field", name);
        assertThat(fixture.onlyResult().replyTo()).isEqualTo("me");
    }

    @Test
    void answersAboutAMissingType() {
        TaskError error = refusedWithAnswer("{\"id\":\"" + ID + "\"}", ErrorCode.UNDECODABLE_MESSAGE);
        assertThat(error.message()).contains("task_type");
    }

    @Test
    void keepsATaskWithoutAnId() {
        TaskError error = refusedWithoutAnswer("{\"task_type\":\"test.echo\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(error.code()).isEqualTo(ErrorCode.UNDECODABLE_MESSAGE);
        assertThat(error.message()).contains("id");
    }

    @Test
    void refusesTenMegabytesOfText() {
        String text = "x".repeat(10 * 1024 * 1024);
        TaskError error =
                refusedWithAnswer(message("\"input_data\":{\"text\":\"" + text + "\"}"), ErrorCode.INPUT_TOO_LARGE);
        assertThat(error.detail()).containsEntry("field", "input_data.text").containsEntry("limit", 256 * 1024);
        assertThat(error.message()).contains("input_data.text").hasSizeLessThan(200);
    }

    @Test
    void refusesManyFieldsThatAreTooLargeTogether() {
        Task task = aTask().id(ID)
                .input("text", "x".repeat(200 * 1024))
                .parameter("more", "x".repeat(100 * 1024))
                .build();
        TaskError error =
                refusedWithAnswer(new String(Wire.encode(task), StandardCharsets.UTF_8), ErrorCode.INPUT_TOO_LARGE);
        assertThat(error.detail()).containsEntry("field", "input_data.text");
    }

    @Test
    void answersEveryRedeliveryAlikeAndKeepsOneDeadLetter() {
        String body = message("\"max_retries\": -1");
        refusedWithAnswer(body, ErrorCode.INVALID_SCHEMA);
        fixture.run(RecordedDelivery.of(body.getBytes(StandardCharsets.UTF_8), "test.echo"));
        assertThat(fixture.publisher.results()).hasSize(2);
        assertThat(fixture.publisher.results().get(1).task())
                .isEqualTo(fixture.publisher.results().get(0).task());
        assertThat(fixture.store.deadLetters()).hasSize(1);
    }

    private static String message(String fields) {
        return "{\"id\":\"" + ID + "\",\"task_type\":\"test.echo\"," + fields + "}";
    }

    private TaskError refusedWithoutAnswer(byte[] body) {
        RecordedDelivery delivery = fixture.run(RecordedDelivery.of(body, "test.echo"));
        assertThat(delivery.fate()).isEqualTo(Fate.ACKED);
        assertThat(fixture.publisher.results()).isEmpty();
        assertThat(fixture.store.deadLetters()).hasSize(1);
        assertThat(fixture.publisher.deadLetters()).hasSize(1);
        return fixture.publisher.deadLetters().get(0).error();
    }

    private TaskError refusedWithAnswer(String body, ErrorCode code) {
        RecordedDelivery delivery =
                fixture.run(RecordedDelivery.of(body.getBytes(StandardCharsets.UTF_8), "test.echo"));
        assertThat(delivery.fate()).isEqualTo(Fate.ACKED);
        Task result = fixture.onlyResult();
        assertThat(result.id()).isEqualTo(ID);
        assertThat(result.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(fixture.publisher.deadLetters())
                .extracting(DeadMessage::unprocessable)
                .containsExactly(true);
        TaskError error = Objects.requireNonNull(result.error());
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.retryable()).isFalse();
        assertThat(fixture.runs).hasValue(0);
        return error;
    }
}
