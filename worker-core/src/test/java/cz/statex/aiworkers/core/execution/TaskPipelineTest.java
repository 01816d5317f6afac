package cz.statex.aiworkers.core.execution;

import static cz.statex.aiworkers.core.execution.PipelineFixture.aTask;
import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.core.execution.PipelineFixture.Output;
import cz.statex.aiworkers.core.testing.contract.RecordedDelivery;
import cz.statex.aiworkers.core.testing.contract.RecordedDelivery.Fate;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskPipelineTest {

    @TempDir
    Path scratchRoot;

    private PipelineFixture fixture;

    @BeforeEach
    void assemble() {
        fixture = new PipelineFixture(scratchRoot);
    }

    @Test
    void storesThenPublishesThenAcknowledges() {
        Task task = aTask().build();
        RecordedDelivery delivery = fixture.run(task);
        assertThat(delivery.fate()).isEqualTo(Fate.ACKED);
        assertThat(fixture.onlyResult()).isEqualTo(fixture.stored(task));
        assertThat(fixture.publisher.results().get(0).correlationId()).isEqualTo("correlation-1");
        Task result = fixture.stored(task);
        assertThat(result.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(result.outputData()).hasToString("{\"text\":\"hello\"}");
        assertThat(result.model()).hasFieldOrPropertyWithValue("name", "echo");
        assertThat(result.timings()).isNotNull();
        assertThat(result.cached()).isFalse();
        assertThat(fixture.running.size()).isZero();
    }

    @Test
    void takesAMessageInTheSeedsPlainForm() {
        UUID id = UUID.randomUUID();
        String message =
                """
                {"id": "%s", "job_id": "%s", "worker_id": "%s", "task_type": "test.echo", "status": "pending",
                 "input_data": {"text": "plain"}, "parameters": {}, "output_data": null, "error_message": null,
                 "created_at": "2029-12-31T23:59:58.5", "started_at": null, "completed_at": null,
                 "retry_count": 0, "max_retries": 3}
                """
                        .formatted(id, UUID.randomUUID(), UUID.randomUUID());
        fixture.run(RecordedDelivery.of(message.getBytes(StandardCharsets.UTF_8), "test.echo"));
        Task result = fixture.onlyResult();
        assertThat(result.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(result.workerId()).isEqualTo("worker-a");
        assertThat(result.timings()).extracting(Task.Timings::queueMs).isEqualTo(1500.0);
    }

    @Test
    void joinsInputAndParameters() {
        AtomicReference<Integer> depth = new AtomicReference<>();
        fixture.work = (input, context) -> {
            depth.set(input.depth());
            return new Output(input.text());
        };
        fixture.run(aTask().parameter("depth", 4).build());
        assertThat(depth).hasValue(4);
    }

    @Test
    void failsATaskThatNamesAFieldTwice() {
        Task task = aTask().parameter("text", "again").build();
        fixture.run(task);
        assertThat(fixture.stored(task).error()).extracting(TaskError::code).isEqualTo(ErrorCode.INVALID_INPUT);
        assertThat(fixture.runs).hasValue(0);
    }

    @Test
    void usesTheReplyToOfTheMessageIfTheBodyHasNone() {
        fixture.run(RecordedDelivery.of(aTask().build()).withReplyTo("from.properties"));
        fixture.run(RecordedDelivery.of(aTask().replyTo("from.body").build()).withReplyTo("from.properties"));
        assertThat(fixture.publisher.results())
                .extracting(published -> published.task().replyTo())
                .containsExactly("from.properties", "from.body");
    }

    @Test
    void answersARedeliveryOfAnEndedTaskAgainWithoutWorkingOnIt() {
        Task task = aTask().build();
        fixture.run(task);
        RecordedDelivery again = fixture.run(task);
        assertThat(again.fate()).isEqualTo(Fate.ACKED);
        assertThat(fixture.runs).hasValue(1);
        assertThat(fixture.publisher.results()).hasSize(2);
        assertThat(fixture.publisher.results().get(0))
                .isEqualTo(fixture.publisher.results().get(1));
    }

    @Test
    void leavesATaskToTheWorkerThatHoldsIt() {
        Task task = aTask().build();
        fixture.work = (input, context) -> {
            assertThat(fixture.run(task).fate()).isEqualTo(Fate.ACKED);
            return new Output("once");
        };
        fixture.run(task);
        assertThat(fixture.runs).hasValue(1);
    }

    @Test
    void leavesAScheduledTaskToTheRelay() {
        Task task = aTask().notBefore(fixture.clock.instant().plusSeconds(60)).build();
        assertThat(fixture.run(task).fate()).isEqualTo(Fate.ACKED);
        assertThat(fixture.runs).hasValue(0);
        fixture.clock.advance(Duration.ofSeconds(60));
        fixture.run(task);
        assertThat(fixture.onlyResult().status()).isEqualTo(TaskStatus.SUCCEEDED);
    }

    @Test
    void answersAnExpiredTaskWithoutWorkingOnIt() {
        Task task = aTask().expiresAt(fixture.clock.instant()).build();
        assertThat(fixture.run(task).fate()).isEqualTo(Fate.ACKED);
        assertThat(fixture.onlyResult().status()).isEqualTo(TaskStatus.EXPIRED);
        assertThat(fixture.runs).hasValue(0);
    }

    @Test
    void answersAnImpostorOnItsReplyQueueOnly() {
        Task task = aTask().build();
        fixture.run(task);
        Task impostor =
                aTask().id(task.id()).input("text", "other").replyTo("impostor").build();
        RecordedDelivery delivery = fixture.run(impostor);
        assertThat(delivery.fate()).isEqualTo(Fate.ACKED);
        assertThat(fixture.publisher.results()).hasSize(1);
        assertThat(fixture.publisher.replies()).singleElement().satisfies(reply -> {
            assertThat(reply.task().status()).isEqualTo(TaskStatus.FAILED);
            assertThat(reply.task().error()).extracting(TaskError::code).isEqualTo(ErrorCode.ID_CONFLICT);
            assertThat(reply.task().inputData()).isNull();
        });
        assertThat(fixture.publisher.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.unprocessable()).isTrue());
        assertThat(fixture.stored(task).status()).isEqualTo(TaskStatus.SUCCEEDED);
    }

    @Test
    void answersEqualInputFromTheCacheAndMarksIt() {
        fixture.cacheable = true;
        fixture.run(aTask().build());
        Task second = aTask().build();
        fixture.run(second);
        assertThat(fixture.runs).hasValue(1);
        assertThat(fixture.stored(second).cached()).isTrue();
        assertThat(fixture.stored(second).outputData()).hasToString("{\"text\":\"hello\"}");
        fixture.run(aTask().input("text", "other").build());
        fixture.modelVersion = "2";
        fixture.run(aTask().build());
        assertThat(fixture.runs).as("other input, other model").hasValue(3);
    }

    @Test
    void namesTheModelThatATaskHasChosen() {
        fixture.cacheable = true;
        fixture.run(aTask().build());
        fixture.chosenModel = "other";
        for (int i = 0; i < 2; i++) {
            Task task = aTask().build();
            fixture.run(task);
            assertThat(fixture.stored(task).model()).hasFieldOrPropertyWithValue("name", "other");
        }
        assertThat(fixture.runs)
                .as("what one model said is not what another says")
                .hasValue(2);
    }

    @Test
    void asksNoCacheForAWorkerWhoseOutputsVary() {
        fixture.run(aTask().build());
        fixture.run(aTask().build());
        assertThat(fixture.runs).hasValue(2);
    }

    @Test
    void limitsTheTimeOfAnAttempt() {
        Instant start = fixture.clock.instant();
        AtomicReference<Instant> deadline = new AtomicReference<>();
        fixture.work = (input, context) -> {
            deadline.set(context.deadline());
            return new Output("");
        };
        fixture.run(aTask().build());
        assertThat(deadline).as("default").hasValue(start.plus(Duration.ofMinutes(5)));
        fixture.run(aTask().timeoutSeconds(7).build());
        assertThat(deadline).as("its own").hasValue(start.plusSeconds(7));
        fixture.run(aTask().timeoutSeconds(7200).build());
        assertThat(deadline).as("capped").hasValue(start.plus(Duration.ofMinutes(10)));
    }

    @Test
    void deletesTheScratchDirectoryHoweverTheAttemptEnds() throws Exception {
        fixture.work = (input, context) -> {
            Path directory = context.scratchDirectory();
            Files.writeString(Files.createDirectories(directory.resolve("a/b")).resolve("c.txt"), "left behind");
            throw new IllegalStateException("after writing");
        };
        fixture.run(aTask().build());
        assertThat(scratchRoot).isEmptyDirectory();
        assertThat(fixture.running.size()).isZero();
    }
}
