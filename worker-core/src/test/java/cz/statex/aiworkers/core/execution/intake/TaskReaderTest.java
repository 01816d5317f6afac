package cz.statex.aiworkers.core.execution.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.orchestrator.protocol.Priority;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TaskReaderTest {

    private static final int LIMIT = 1024;

    private final TaskReader reader = new TaskReader(LIMIT);

    @Test
    void readsEverythingThatASubmissionSays() throws Exception {
        Task task = Task.builder(UUID.randomUUID(), "test.echo")
                .jobId(UUID.randomUUID())
                .input("text", "hello")
                .parameter("depth", 2)
                .createdAt(Instant.parse("2026-01-02T03:04:05.678Z"))
                .maxRetries(1)
                .priority(Priority.HIGH)
                .idempotencyKey("key")
                .notBefore(Instant.parse("2026-01-02T03:04:06Z"))
                .expiresAt(Instant.parse("2026-01-02T03:04:07Z"))
                .timeoutSeconds(9)
                .replyTo("me")
                .build();
        assertThat(read(new String(Wire.encode(task), StandardCharsets.UTF_8))).isEqualTo(task);
    }

    @Test
    void ignoresWhatASubmissionCannotSay() throws Exception {
        Task task = read(
                """
                {"id": "6f1a4c1e-9f7b-4c8e-8a55-0d3f5d8f9a01", "task_type": "test.echo", "status": "no such status",
                 "worker_id": 7, "attempt": -3, "output_data": "forged", "anything": {"else": true}, "job_id": null}
                """);
        assertThat(task).isEqualTo(Task.builder(task.id(), "test.echo").build());
    }

    @Test
    void measuresTheInputAndNotTheEnvelope() throws Exception {
        String padding = " ".repeat(2 * LIMIT);
        Task task = read("{\"id\": \"6f1a4c1e-9f7b-4c8e-8a55-0d3f5d8f9a01\"," + padding
                + "\"task_type\": \"test.echo\", \"input_data\": {\"text\": \"" + "x".repeat(LIMIT - 2) + "\"}}");
        assertThat(task.inputData()).isNotNull();
        assertThatThrownBy(() -> read("{\"id\": \"6f1a4c1e-9f7b-4c8e-8a55-0d3f5d8f9a01\","
                        + "\"task_type\": \"test.echo\", \"input_data\": {\"text\": \"" + "x".repeat(LIMIT - 1)
                        + "\"}}"))
                .isInstanceOf(UnprocessableTaskException.class)
                .hasMessageContaining("input_data.text");
    }

    @Test
    void recoversWhomToAnswerFromAMessageThatIsRefused() {
        assertThatThrownBy(
                        () -> read(
                                """
                                {"id": "6f1a4c1e-9f7b-4c8e-8a55-0d3f5d8f9a01", "job_id": "7f1a4c1e-9f7b-4c8e-8a55-0d3f5d8f9a01",
                                 "task_type": 5, "reply_to": "me", "input_data": {"text": "hello"}}
                                """))
                .isInstanceOfSatisfying(UnprocessableTaskException.class, refusal -> {
                    Task task = refusal.task().orElseThrow();
                    assertThat(task.taskType()).as("the queue's").isEqualTo("test.queue");
                    assertThat(task.jobId()).isEqualTo(UUID.fromString("7f1a4c1e-9f7b-4c8e-8a55-0d3f5d8f9a01"));
                    assertThat(task.replyTo()).isEqualTo("me");
                    assertThat(task.inputData()).isNull();
                });
    }

    private Task read(String message) throws UnprocessableTaskException {
        return reader.read(message.getBytes(StandardCharsets.UTF_8), "test.queue", null);
    }
}
