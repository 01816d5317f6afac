package cz.statex.aiworkers.local.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cz.statex.aiworkers.local.workers.ScriptedWorker;
import cz.statex.aiworkers.orchestrator.client.AiWorkersClient;
import cz.statex.aiworkers.orchestrator.protocol.DeadLetter;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever arrives ends in its documented outcome, and the next task is served. */
abstract class BadInputContract {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String LANGUAGE = "text.language";
    private static final String SUMMARIZE = "text.summarize";

    private RawMessages raw;
    private Set<UUID> lettersBefore;

    abstract FleetExtension fleet();

    @BeforeEach
    void connect() throws Exception {
        raw = new RawMessages(fleet().file().brokerUrl());
        lettersBefore = unprocessable().stream().map(DeadLetter::id).collect(Collectors.toSet());
    }

    @AfterEach
    void theNextTaskIsServed() throws Exception {
        raw.close();
        for (String type : List.of(LANGUAGE, SUMMARIZE)) {
            Task next = AiWorkersClient.newTask(type)
                    .input("text", "The worker is alive and serves the next task. It says so in two sentences.")
                    .build();
            assertThat(client().submit(next).await(LIMIT).status()).isEqualTo(TaskStatus.SUCCEEDED);
        }
    }

    @Test
    void undecodableJson() throws Exception {
        raw.publish(LANGUAGE, "{\"id\": \"");
        assertNewDeadLetter(ErrorCode.UNDECODABLE_MESSAGE, null);
    }

    @Test
    void wrongUtf8() throws Exception {
        UUID id = UUID.randomUUID();
        byte[] body = envelope(id, LANGUAGE, "{\"text\":\"caf?\"}").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < body.length; i++) {
            body[i] = body[i] == '?' ? (byte) 0xE9 : body[i];
        }
        raw.publish(LANGUAGE, body, "");
        assertNewDeadLetter(ErrorCode.UNDECODABLE_MESSAGE, null);
    }

    @Test
    void deeplyNestedJson() throws Exception {
        raw.publish(
                LANGUAGE,
                envelope(UUID.randomUUID(), LANGUAGE, "{\"text\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}"));
        assertNewDeadLetter(ErrorCode.UNDECODABLE_MESSAGE, null);
    }

    @Test
    void aTypeThatNobodyServes() throws Exception {
        UUID id = UUID.randomUUID();
        raw.publish(LANGUAGE, envelope(id, "custom.unheard_of", "{}"));
        assertFailed(raw.reply(), id, ErrorCode.UNKNOWN_TASK_TYPE);
        assertNewDeadLetter(ErrorCode.UNKNOWN_TASK_TYPE, id);
    }

    @Test
    void aMissingField() throws Exception {
        UUID id = UUID.randomUUID();
        raw.publish(SUMMARIZE, envelope(id, SUMMARIZE, "{}"));
        assertFailed(raw.reply(), id, ErrorCode.INVALID_SCHEMA);
        assertNewDeadLetter(ErrorCode.INVALID_SCHEMA, id);
    }

    @Test
    void aMistypedField() throws Exception {
        UUID id = UUID.randomUUID();
        raw.publish(LANGUAGE, envelope(id, LANGUAGE, "{\"text\":{\"not\":\"text\"}}"));
        assertFailed(raw.reply(), id, ErrorCode.INVALID_SCHEMA);
    }

    @Test
    void negativeAndHugeParameters() throws Exception {
        for (String length : List.of("-1", "1000000000000", "\"long\"")) {
            assertFailed(summarize(length), ErrorCode.INVALID_SCHEMA);
        }
        // Beyond what a double holds, so that no schema can compare it.
        assertFailed(summarize("1e400"), ErrorCode.INVALID_INPUT);
    }

    private Task summarize(String maxLength) throws Exception {
        UUID id = UUID.randomUUID();
        raw.publish(SUMMARIZE, envelope(id, SUMMARIZE, "{\"text\":\"Short.\",\"max_length\":" + maxLength + "}"));
        Task reply = raw.reply();
        assertThat(reply.id()).as("answer to %s", maxLength).isEqualTo(id);
        return reply;
    }

    @Test
    void tenMegabytesOfText() throws Exception {
        UUID id = UUID.randomUUID();
        raw.publish(LANGUAGE, envelope(id, LANGUAGE, "{\"text\":\"" + "word ".repeat(2_000_000) + "\"}"));
        Task reply = raw.reply();
        assertFailed(reply, id, ErrorCode.INPUT_TOO_LARGE);
        assertThat(Objects.requireNonNull(reply.error()).detail()).containsKeys("field", "value", "limit");
    }

    @Test
    void anIdThatIsTakenByOtherContent() throws Exception {
        Task first = AiWorkersClient.newTask(ScriptedWorker.TASK_TYPE)
                .input("text", "first")
                .build();
        assertThat(client().submit(first).await(LIMIT).status()).isEqualTo(TaskStatus.SUCCEEDED);
        raw.publish(ScriptedWorker.TASK_TYPE, envelope(first.id(), ScriptedWorker.TASK_TYPE, "{\"text\":\"second\"}"));
        assertFailed(raw.reply(), first.id(), ErrorCode.ID_CONFLICT);
        assertThat(client().fleet().task(first.id()).status()).isEqualTo(TaskStatus.SUCCEEDED);
    }

    @Test
    void aReplyQueueThatDoesNotExist() throws Exception {
        UUID id = UUID.randomUUID();
        String body = envelope(id, ScriptedWorker.TASK_TYPE, "{\"text\":\"to nobody\"}");
        raw.publish(ScriptedWorker.TASK_TYPE, body.getBytes(StandardCharsets.UTF_8), "no-such-queue");
        await().atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> client().fleet().task(id).status() == TaskStatus.SUCCEEDED);
    }

    private static String envelope(UUID id, String taskType, String input) {
        return "{\"id\":\"%s\",\"task_type\":\"%s\",\"input_data\":%s}".formatted(id, taskType, input);
    }

    private static void assertFailed(Task reply, UUID id, ErrorCode code) {
        assertThat(reply.id()).isEqualTo(id);
        assertFailed(reply, code);
    }

    private static void assertFailed(Task reply, ErrorCode code) {
        assertThat(reply.status()).isEqualTo(TaskStatus.FAILED);
        TaskError error = Objects.requireNonNull(reply.error());
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.retryable()).isFalse();
        assertThat(reply.errorMessage()).doesNotContain("Exception").doesNotContain("cz.statex");
    }

    private void assertNewDeadLetter(ErrorCode code, @Nullable UUID taskId) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(unprocessable())
                .filteredOn(letter -> !lettersBefore.contains(letter.id()))
                .anySatisfy(letter -> {
                    assertThat(letter.error().code()).isEqualTo(code);
                    if (taskId != null) {
                        assertThat(letter.taskId()).isEqualTo(taskId);
                    }
                }));
    }

    private List<DeadLetter> unprocessable() {
        return client().fleet().deadLetters(DeadLetter.UNPROCESSABLE, null, 200);
    }

    private AiWorkersClient client() {
        return fleet().client();
    }
}
