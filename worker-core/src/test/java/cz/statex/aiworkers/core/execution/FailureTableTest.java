package cz.statex.aiworkers.core.execution;

import static cz.statex.aiworkers.core.execution.PipelineFixture.aTask;
import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.core.execution.PipelineFixture.Output;
import cz.statex.aiworkers.core.execution.intake.TaskFingerprint;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.core.task.TaskStoppedException.Reason;
import cz.statex.aiworkers.core.testing.contract.RecordedDelivery;
import cz.statex.aiworkers.core.testing.contract.RecordedDelivery.Fate;
import cz.statex.aiworkers.orchestrator.protocol.DeadLetter;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One test per row of the failure table, top to bottom; the next task is served after each. */
class FailureTableTest {

    @TempDir
    Path scratchRoot;

    private PipelineFixture fixture;

    @BeforeEach
    void assemble() {
        fixture = new PipelineFixture(scratchRoot);
    }

    @Test
    void keepsAnUndecodableMessageWithItsReason() {
        byte[] body = "{\"id\": \"abc".getBytes(StandardCharsets.UTF_8);
        RecordedDelivery delivery = fixture.run(RecordedDelivery.of(body, "test.echo"));
        assertThat(delivery.fate()).isEqualTo(Fate.ACKED);
        assertThat(fixture.publisher.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.unprocessable()).isTrue();
            assertThat(letter.error().code()).isEqualTo(ErrorCode.UNDECODABLE_MESSAGE);
        });
        assertThat(fixture.store.deadLetters()).singleElement().satisfies(letter -> assertThat(letter.kind())
                .isEqualTo(DeadLetter.UNPROCESSABLE));
        assertThat(fixture.publisher.results()).isEmpty();
        servesTheNextTask();
    }

    @Test
    void failsATaskOfAnUnknownType() {
        Task task = aTask().taskType("test.unknown").build();
        failsAsUnprocessable(task, ErrorCode.UNKNOWN_TASK_TYPE);
    }

    @Test
    void failsATaskWhoseInputBreaksTheSchema() {
        Task task = aTask().parameter("depth", 99).build();
        TaskError error = failsAsUnprocessable(task, ErrorCode.INVALID_SCHEMA);
        assertThat(error.detail()).containsEntry("field", "depth");
        assertThat(error.message()).contains("depth").contains("9");
    }

    @Test
    void failsAPermanentFailureAtOnce() {
        fixture.work = (input, context) -> {
            throw new TaskFailure.Permanent(ErrorCode.UNSUPPORTED_LANGUAGE, "no Klingon");
        };
        Task task = aTask().build();
        assertThat(fixture.run(task).fate()).isEqualTo(Fate.ACKED);
        Task result = fixture.onlyResult();
        assertThat(result.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(result.error()).isEqualTo(new TaskError(ErrorCode.UNSUPPORTED_LANGUAGE, "no Klingon", false, null));
        assertThat(fixture.store.deadLetters()).isEmpty();
        assertThat(fixture.publisher.deadLetters()).isEmpty();
        servesTheNextTask();
    }

    @Test
    void retriesARetryableFailureUntilItsAttemptsAreExhausted() {
        fixture.work = (input, context) -> {
            throw new TaskFailure.Retryable(
                    ErrorCode.DEPENDENCY_UNAVAILABLE, "the dictionary is away", null, Duration.ofSeconds(90));
        };
        retriesUntilExhausted(ErrorCode.DEPENDENCY_UNAVAILABLE, Duration.ofSeconds(89));
    }

    @Test
    void retriesAnyOtherException() {
        fixture.work = (input, context) -> {
            throw new IllegalStateException("hello");
        };
        retriesUntilExhausted(ErrorCode.PROCESSING_FAILED, Duration.ZERO);
        assertThat(fixture.onlyResult().error())
                .extracting(TaskError::message)
                .asString()
                .as("neither input nor class names")
                .doesNotContain("hello", "Exception");
    }

    @Test
    void retriesAnAttemptThatRanPastItsTimeLimit() {
        fixture.work = (input, context) -> {
            fixture.clock.advance(Duration.ofMinutes(5));
            fixture.running.stopOverdue();
            context.checkpoint();
            return new Output("too late");
        };
        retriesUntilExhausted(ErrorCode.TIMEOUT, Duration.ZERO);
    }

    @Test
    void interruptsWorkThatBlocksPastItsTimeLimit() {
        fixture.work = (input, context) -> {
            fixture.clock.advance(Duration.ofMinutes(5));
            fixture.running.stopOverdue();
            new CountDownLatch(1).await();
            return new Output("never");
        };
        Task task = aTask().build();
        fixture.run(task);
        assertThat(fixture.stored(task).status()).isEqualTo(TaskStatus.RETRYING);
        assertThat(fixture.stored(task).error()).extracting(TaskError::code).isEqualTo(ErrorCode.TIMEOUT);
        assertThat(Thread.currentThread().isInterrupted())
                .as("the slot's thread is clean again")
                .isFalse();
    }

    @Test
    void cancelsATaskOnceItsWorkHasStopped() {
        Task task = aTask().build();
        fixture.work = (input, context) -> {
            fixture.store.cancel(task.id());
            fixture.running.cancel(task.id());
            assertThat(fixture.stored(task).status()).isEqualTo(TaskStatus.CANCELLING);
            context.checkpoint();
            return new Output("never");
        };
        assertThat(fixture.run(task).fate()).isEqualTo(Fate.ACKED);
        assertThat(fixture.onlyResult().status()).isEqualTo(TaskStatus.CANCELLED);
        servesTheNextTask();
    }

    @Test
    void handsBackWhatADrainStopsAndDoesNotCountTheAttempt() {
        Task task = aTask().build();
        fixture.work = (input, context) -> {
            fixture.running.stopAll(Reason.DRAIN);
            context.checkpoint();
            return new Output("never");
        };
        assertThat(fixture.run(task).fate()).isEqualTo(Fate.HANDED_BACK);
        assertThat(fixture.publisher.results()).isEmpty();
        assertThat(fixture.stored(task).status()).isEqualTo(TaskStatus.QUEUED);
        assertThat(fixture.stored(task).attempt()).isZero();
    }

    @Test
    void acknowledgesNothingWhileTheStoreIsAway() {
        fixture.store.failNext(1);
        Task task = aTask().build();
        assertThat(fixture.run(task).fate()).isEqualTo(Fate.HANDED_BACK);
        assertThat(fixture.storeUnavailable).hasValue(1);
        assertThat(fixture.publisher.results()).isEmpty();
        fixture.run(task);
        assertThat(fixture.onlyResult().status()).isEqualTo(TaskStatus.SUCCEEDED);
    }

    @Test
    void acknowledgesNothingWhileTheBrokerIsAway() {
        fixture.publisher.failNext(1);
        Task task = aTask().build();
        assertThat(fixture.run(task).fate()).isEqualTo(Fate.HANDED_BACK);
        assertThat(fixture.run(task).fate()).isEqualTo(Fate.ACKED);
        assertThat(fixture.onlyResult().status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(fixture.runs).as("the work was not done twice").hasValue(1);
    }

    @Test
    void failsTheTaskAndTellsTheHostOfAnError() {
        fixture.work = (input, context) -> {
            throw new OutOfMemoryError("as if");
        };
        Task task = aTask().build();
        assertThat(fixture.run(task).fate()).isEqualTo(Fate.ACKED);
        assertThat(fixture.onlyResult().error()).extracting(TaskError::code).isEqualTo(ErrorCode.INTERNAL);
        assertThat(fixture.fatal).singleElement().isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void takesAStackOverflowForTheFaultOfTheInput() {
        fixture.work = (input, context) -> {
            throw new StackOverflowError();
        };
        fixture.run(aTask().build());
        assertThat(fixture.onlyResult().error()).extracting(TaskError::code).isEqualTo(ErrorCode.INTERNAL);
        assertThat(fixture.fatal).isEmpty();
        servesTheNextTask();
    }

    @Test
    void failsAWorkerThatBreaksItsPromise() {
        fixture.work = (input, context) -> null;
        Task none = aTask().build();
        fixture.run(none);
        assertThat(fixture.stored(none).error()).extracting(TaskError::code).isEqualTo(ErrorCode.INTERNAL);
        fixture.work = (input, context) -> new Output("x".repeat(400_001));
        Task invalid = aTask().build();
        fixture.run(invalid);
        assertThat(fixture.stored(invalid).error()).extracting(TaskError::code).isEqualTo(ErrorCode.INTERNAL);
        assertThat(fixture.stored(invalid).error())
                .extracting(TaskError::message)
                .asString()
                .contains("text");
        servesTheNextTask();
    }

    @Test
    void endsATaskThatKeepsKillingItsProcess() {
        Task task = aTask().maxRetries(1).build();
        for (int lost = 1; lost <= 2; lost++) {
            Claim claim = fixture.store.claim(task, fingerprint(task), null, "worker-" + lost, PipelineFixture.LEASE);
            assertThat(claim).isInstanceOf(Claim.Granted.class);
            fixture.clock.advance(PipelineFixture.LEASE.plusSeconds(1));
        }
        assertThat(fixture.run(task).fate()).isEqualTo(Fate.ACKED);
        assertThat(fixture.onlyResult().error()).extracting(TaskError::code).isEqualTo(ErrorCode.WORKER_LOST);
        assertThat(fixture.publisher.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.unprocessable()).isFalse());
        assertThat(fixture.runs).hasValue(0);
    }

    private static String fingerprint(Task task) {
        return TaskFingerprint.of(task);
    }

    private TaskError failsAsUnprocessable(Task task, ErrorCode code) {
        assertThat(fixture.run(task).fate()).isEqualTo(Fate.ACKED);
        Task result = fixture.onlyResult();
        assertThat(result.status()).isEqualTo(TaskStatus.FAILED);
        TaskError error = Objects.requireNonNull(result.error());
        assertThat(error.code()).isEqualTo(code);
        assertThat(fixture.store.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.kind()).isEqualTo(DeadLetter.UNPROCESSABLE);
            assertThat(letter.taskId()).isEqualTo(task.id());
        });
        assertThat(fixture.publisher.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.unprocessable()).isTrue());
        servesTheNextTask();
        return error;
    }

    private void retriesUntilExhausted(ErrorCode code, Duration notBefore) {
        Task task = aTask().maxRetries(1).build();
        assertThat(fixture.run(task).fate()).isEqualTo(Fate.ACKED);
        assertThat(fixture.stored(task).status()).isEqualTo(TaskStatus.RETRYING);
        assertThat(fixture.stored(task).error()).extracting(TaskError::code).isEqualTo(code);
        assertThat(fixture.publisher.results()).as("a retry is no result").isEmpty();
        if (!notBefore.isZero()) {
            assertThat(fixture.store.untilNextDue(Duration.ofHours(1))).isGreaterThan(notBefore);
        }
        fixture.clock.advance(Duration.ofMinutes(2));
        fixture.run(task);
        Task result = fixture.onlyResult();
        assertThat(result.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(result.error()).extracting(TaskError::code).isEqualTo(code);
        assertThat(result.attempt()).isEqualTo(2);
        assertThat(fixture.store.deadLetters()).singleElement().satisfies(letter -> assertThat(letter.kind())
                .isEqualTo(DeadLetter.DEAD));
        assertThat(fixture.publisher.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.unprocessable()).isFalse());
    }

    private void servesTheNextTask() {
        fixture.work = (input, context) -> new Output(input.text());
        Task next = aTask().build();
        fixture.run(next);
        assertThat(fixture.stored(next).status()).isEqualTo(TaskStatus.SUCCEEDED);
    }
}
