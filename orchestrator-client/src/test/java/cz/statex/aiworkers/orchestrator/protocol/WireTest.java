package cz.statex.aiworkers.orchestrator.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

class WireTest {

    private static final UUID ID = new UUID(1, 2);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nothing",
                "{\"id\":",
                "{\"id\":\"00000000-0000-0001-0000-000000000002\",\"task_type\":\"a.b\"} trailing",
                "{\"id\":7}",
                "{\"id\":\"00000000-0000-0001-0000-000000000002\",\"priority\":\"urgent\"}",
                "{\"created_at\":\"yesterday\"}",
                "[]"
            })
    void refusesWhatIsNoTask(String text) {
        assertThatThrownBy(() -> Wire.decode(text.getBytes(UTF_8), Task.class)).isInstanceOf(JacksonException.class);
    }

    @Test
    void refusesWrongUtf8() {
        byte[] bytes = "{\"task_type\":\"?\"}".getBytes(UTF_8);
        bytes[14] = (byte) 0xff;

        assertThatThrownBy(() -> Wire.decode(bytes, Task.class)).isInstanceOf(JacksonException.class);
    }

    @Test
    void refusesNestingBeyondTheLimit() {
        String deep = "{\"a\":".repeat(Wire.MAX_DEPTH + 1) + "1" + "}".repeat(Wire.MAX_DEPTH + 1);

        assertThatThrownBy(() -> Wire.decode(("{\"input_data\":" + deep + "}").getBytes(UTF_8), Task.class))
                .isInstanceOf(JacksonException.class)
                .hasMessageContaining("depth");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-01T12:00:00Z",
                "2026-03-01T12:00:00",
                "2026-03-01T12:00:00.000",
                "2026-03-01T14:00:00+02:00"
            })
    void readsTimesWithAndWithoutOffset(String text) {
        assertThat(Wire.mapper().readValue("\"" + text + "\"", Instant.class))
                .isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
    }

    @Test
    void leavesOutWhatIsAbsent() {
        assertThat(new String(Wire.encode(Task.builder(ID, "custom.a").build()), UTF_8))
                .isEqualTo("{\"id\":\"00000000-0000-0001-0000-000000000002\",\"task_type\":\"custom.a\"}");
    }

    @Test
    void derivesRetryCountAndErrorMessage() {
        Task task = Task.builder(ID, "custom.a")
                .attempt(3)
                .error(TaskError.ofLimit(ErrorCode.INPUT_TOO_LARGE, "too large", "text", 9, 8))
                .build();

        assertThat(task.retryCount()).isEqualTo(2);
        assertThat(task.errorMessage()).isEqualTo("too large");
        assertThat(task.error())
                .isNotNull()
                .extracting(TaskError::detail)
                .asString()
                .contains("limit=8");
    }

    @Test
    void copiesATaskFieldByField() {
        Task task = Task.builder(ID, "custom.a")
                .jobId(new UUID(3, 4))
                .input("text", "x")
                .parameter("n", 1)
                .priority(Priority.LOW)
                .maxRetries(7)
                .idempotencyKey("k")
                .notBefore(Instant.EPOCH)
                .expiresAt(Instant.EPOCH)
                .timeoutSeconds(9)
                .replyTo("q")
                .status(TaskStatus.RUNNING)
                .workerId("w")
                .progress(new Task.Progress(5, null))
                .model(new ModelRef("m", "1", null, null))
                .timings(new Task.Timings(1, 2, 3, 4))
                .cached(true)
                .duplicateOf(ID)
                .startedAt(Instant.EPOCH)
                .completedAt(Instant.EPOCH)
                .createdAt(Instant.EPOCH)
                .build();

        assertThat(task.toBuilder().build()).isEqualTo(task);
        assertThat(task.toBuilder().id(new UUID(5, 6)).taskType("custom.b").build())
                .isNotEqualTo(task);
        assertThat(Wire.decode(Wire.encode(task), Task.class)).isEqualTo(task);
    }

    @Test
    void addsInputsWithoutTouchingTheFirstTask() {
        Task first = Task.builder(ID, "custom.a").input("a", 1).build();
        Task second = first.toBuilder().input("b", 2).build();

        assertThat(first.inputData()).hasToString("{\"a\":1}");
        assertThat(second.inputData()).hasToString("{\"a\":1,\"b\":2}");
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void writesCodesInLowerCase(ErrorCode code) {
        assertThat(code.wireName()).isEqualTo(code.name().toLowerCase(Locale.ROOT));
        assertThat(ErrorCode.ofWireName(code.wireName())).isEqualTo(code);
    }

    @Test
    void namesQueuesByTypeAndPriority() {
        assertThat(Topology.DEFAULT.taskQueue("text.embed", Priority.NORMAL)).isEqualTo("ai-tasks.text.embed");
        assertThat(Topology.DEFAULT.taskQueue("text.embed", Priority.HIGH)).isEqualTo("ai-tasks.text.embed.high");
        assertThat(new Topology("mine").deadQueue()).isEqualTo("mine.dead");
        assertThat(new Topology("mine").unprocessableQueue()).isEqualTo("mine.unprocessable");
        assertThat(Topology.resultRoutingKey("text.embed", "failed")).isEqualTo("text.embed.failed");
        assertThat(Topology.controlRoutingKey("w-1")).isEqualTo("worker.w-1");
    }
}
