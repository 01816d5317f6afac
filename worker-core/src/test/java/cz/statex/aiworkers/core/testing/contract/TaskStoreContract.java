package cz.statex.aiworkers.core.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.core.execution.Attempt;
import cz.statex.aiworkers.core.execution.Claim;
import cz.statex.aiworkers.core.execution.Settlement;
import cz.statex.aiworkers.core.execution.TaskStore;
import cz.statex.aiworkers.orchestrator.protocol.DeadLetter;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every {@link TaskStore} does: claims, fences, leases, ends, duplicates and refusals. */
public abstract class TaskStoreContract extends StoreWords {

    @Test
    void grantsTheFirstAttemptOfAnUnknownTask() {
        Task task = aTask().build();
        Attempt attempt = granted(task);
        assertThat(attempt.number()).isEqualTo(1);
        assertThat(attempt.workerId()).isEqualTo("worker-a");
        assertThat(attempt.task().inputData()).isEqualTo(task.inputData());
        Task stored = stored(task.id());
        assertThat(stored.status()).isEqualTo(TaskStatus.RUNNING);
        assertThat(stored.attempt()).isEqualTo(1);
        assertThat(stored.createdAt())
                .as("the store's own time, when the message has none")
                .isNotNull();
    }

    @Test
    void keepsEveryFieldOfTheSubmission() {
        Task task = aTask().parameter("depth", 3)
                .maxRetries(5)
                .timeoutSeconds(7)
                .replyTo("reply.here")
                .createdAt(Instant.parse("2026-01-02T03:04:05.678901Z"))
                .build();
        Task stored = granted(task).task();
        assertThat(stored.parameters()).isEqualTo(task.parameters());
        assertThat(stored.maxRetries()).isEqualTo(5);
        assertThat(stored.timeoutSeconds()).isEqualTo(7);
        assertThat(stored.replyTo()).isEqualTo("reply.here");
        assertThat(stored.createdAt()).isEqualTo(task.createdAt());
    }

    @Test
    void refusesASecondWorkerWhileTheLeaseIsLive() {
        Task task = aTask().build();
        granted(task);
        assertThat(claimAs("worker-b", task)).isInstanceOf(Claim.Busy.class);
    }

    @Test
    void grantsTheNextAttemptWhenTheLeaseHasExpired() {
        Task task = aTask().build();
        Attempt lost = granted(task);
        harness().passTime(LEASE.plusSeconds(1));
        Attempt next = granted("worker-b", task);
        assertThat(next.number()).isEqualTo(2);
        assertThat(harness().store().settle(lost, success("too late")))
                .as("the fence is lost")
                .isEmpty();
        assertThat(harness().store().settle(next, success("in time"))).isPresent();
        assertThat(stored(task.id()).outputData()).isEqualTo(output("in time"));
    }

    @Test
    void endsATaskWhoseAttemptsWereLostWithTheirWorkers() {
        Task task = aTask().maxRetries(0).build();
        granted(task);
        harness().passTime(LEASE.plusSeconds(1));
        Task ended = finished(task);
        assertThat(ended.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(ended.error()).extracting(TaskError::code).isEqualTo(ErrorCode.WORKER_LOST);
        assertThat(harness().deadLetters(task.id()))
                .extracting(DeadLetter::kind)
                .containsExactly(DeadLetter.DEAD);
    }

    @Test
    void keepsTheLeaseOfWhoRenewsIt() {
        Task task = aTask().build();
        Attempt attempt = granted(task);
        harness().passTime(LEASE.minusSeconds(5));
        TaskStore.Leases leases = harness().store().renew(List.of(attempt), LEASE);
        harness().passTime(LEASE.minusSeconds(5));
        assertThat(leases.lost()).isEmpty();
        assertThat(claimAs("worker-b", task)).isInstanceOf(Claim.Busy.class);
    }

    @Test
    void tellsWhoRenewsWhatIsLostAndWhatIsCancelled() {
        Task lost = aTask().build();
        Attempt lostAttempt = granted(lost);
        harness().passTime(LEASE.plusSeconds(1));
        granted("worker-b", lost);
        Task cancelled = aTask().build();
        Attempt cancelledAttempt = granted(cancelled);
        harness().cancel(cancelled.id());
        TaskStore.Leases leases = harness().store().renew(List.of(lostAttempt, cancelledAttempt), LEASE);
        assertThat(leases.lost()).containsExactly(lost.id());
        assertThat(leases.cancelling()).containsExactly(cancelled.id());
    }

    @Test
    void storesTheOutputAndAnswersWithItAgain() {
        Task task = aTask().build();
        ModelRef model = new ModelRef("echo", "1", "cpu", "fp32");
        Settlement settlement = new Settlement.Succeeded(output("done"), model, new Task.Timings(1.5, 2, 3, 4), true);
        Task settled = harness().store().settle(granted(task), settlement).orElseThrow();
        Task again = finished(task);
        for (Task answer : List.of(settled, again)) {
            assertThat(answer.status()).isEqualTo(TaskStatus.SUCCEEDED);
            assertThat(answer.outputData()).isEqualTo(output("done"));
            assertThat(answer.model()).isEqualTo(model);
            assertThat(answer.timings()).isEqualTo(new Task.Timings(1.5, 2, 3, 4));
            assertThat(answer.cached()).isTrue();
            assertThat(answer.workerId()).isEqualTo("worker-a");
            assertThat(answer.completedAt()).isNotNull();
        }
    }

    @Test
    void settlesAnAttemptOnce() {
        Attempt attempt = granted(aTask().build());
        assertThat(harness().store().settle(attempt, success("first"))).isPresent();
        assertThat(harness().store().settle(attempt, success("second"))).isEmpty();
        assertThat(stored(attempt.taskId()).outputData()).isEqualTo(output("first"));
    }

    @Test
    void keepsTextThatPostgresqlCallsInvalid() {
        Attempt attempt = granted(aTask().build());
        harness().store().settle(attempt, success("a\u0000b \uD83D\uDE00"));
        assertThat(stored(attempt.taskId()).outputData()).isEqualTo(output("a\u0000b \uD83D\uDE00"));
    }

    @Test
    void endsWithTheErrorAndKeepsADeadLetterIfTold() {
        Attempt quiet = granted(aTask().build());
        Attempt loud = granted(aTask().build());
        harness().store().settle(quiet, new Settlement.Failed(BROKEN, false));
        harness().store().settle(loud, new Settlement.Failed(BROKEN, true));
        assertThat(stored(quiet.taskId()).status()).isEqualTo(TaskStatus.FAILED);
        assertThat(stored(quiet.taskId()).error()).isEqualTo(BROKEN);
        assertThat(harness().deadLetters(quiet.taskId())).isEmpty();
        assertThat(harness().deadLetters(loud.taskId())).singleElement().satisfies(letter -> {
            assertThat(letter.kind()).isEqualTo(DeadLetter.DEAD);
            assertThat(letter.error()).isEqualTo(BROKEN);
            assertThat(letter.attempts()).isEqualTo(1);
        });
    }

    @Test
    void parksARetryUntilItsTime() {
        Task task = aTask().build();
        Task settled = harness()
                .store()
                .settle(granted(task), retryIn(Duration.ofSeconds(10)))
                .orElseThrow();
        assertThat(settled.status()).isEqualTo(TaskStatus.RETRYING);
        assertThat(settled.error()).isEqualTo(BROKEN);
        assertThat(claim(task)).isInstanceOf(Claim.Parked.class);
        harness().passTime(Duration.ofSeconds(11));
        assertThat(granted(task).number()).isEqualTo(2);
    }

    @Test
    void parksATaskUntilItsNotBefore() {
        Task task = aTask().notBefore(Instant.parse("2099-01-01T00:00:00Z")).build();
        Claim claim = claim(task);
        assertThat(claim).isInstanceOf(Claim.Parked.class);
        assertThat(stored(task.id()).status()).isEqualTo(TaskStatus.SCHEDULED);
    }

    @Test
    void expiresATaskThatWaitedTooLong() {
        Task task = aTask().expiresAt(Instant.parse("2020-01-01T00:00:00Z")).build();
        Task ended = finished(task);
        assertThat(ended.status()).isEqualTo(TaskStatus.EXPIRED);
        assertThat(ended.error()).extracting(TaskError::code).isEqualTo(ErrorCode.EXPIRED);
        assertThat(finished(task).status()).isEqualTo(TaskStatus.EXPIRED);
    }

    @Test
    void doesNotCountAnAttemptThatIsHandedBack() {
        Task task = aTask().build();
        Task settled = harness()
                .store()
                .settle(granted(task), new Settlement.HandedBack())
                .orElseThrow();
        assertThat(settled.status()).isEqualTo(TaskStatus.QUEUED);
        assertThat(granted("worker-b", task).number()).isEqualTo(1);
    }

    @Test
    void endsACancelledTaskBeforeItRuns() {
        Task task = aTask().build();
        harness().store().settle(granted(task), retryIn(Duration.ofHours(1)));
        harness().cancel(task.id());
        Task ended = finished(task);
        assertThat(ended.status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(ended.error()).extracting(TaskError::code).isEqualTo(ErrorCode.CANCELLED);
    }

    @Test
    void endsACancelledAttemptCancelledHoweverItIsSettled() {
        List<Settlement> settlements = List.of(
                new Settlement.Cancelled(),
                success("too late"),
                new Settlement.Failed(BROKEN, false),
                retryIn(Duration.ofSeconds(1)),
                new Settlement.HandedBack());
        for (Settlement settlement : settlements) {
            Task task = aTask().build();
            Attempt attempt = granted(task);
            harness().cancel(task.id());
            assertThat(stored(task.id()).status()).isEqualTo(TaskStatus.CANCELLING);
            assertThat(harness()
                            .store()
                            .settle(attempt, settlement)
                            .orElseThrow()
                            .status())
                    .as("%s", settlement)
                    .isEqualTo(TaskStatus.CANCELLED);
        }
    }

    @Test
    void storesProgressOfTheHolderOnly() {
        Task task = aTask().build();
        Attempt lost = granted(task);
        harness().passTime(LEASE.plusSeconds(1));
        Attempt holder = granted("worker-b", task);
        harness().store().progress(holder, new Task.Progress(40, "pages"));
        harness().store().progress(lost, new Task.Progress(90, "ghost"));
        assertThat(stored(task.id()).progress()).isEqualTo(new Task.Progress(40, "pages"));
    }

    @Test
    void rejectsAnIdThatBelongsToOtherContent() {
        Task task = aTask().build();
        granted(task);
        Claim claim = harness().store().claim(task, fingerprint("other"), null, "worker-b", LEASE);
        assertThat(claim).isInstanceOfSatisfying(Claim.Rejected.class, rejected -> assertThat(
                        rejected.error().code())
                .isEqualTo(ErrorCode.ID_CONFLICT));
    }

    @Test
    void rejectsAnIdempotencyKeyThatBelongsToOtherContent() {
        String key = UUID.randomUUID().toString();
        granted(aTask().idempotencyKey(key).build());
        Task other = aTask().idempotencyKey(key).build();
        Claim claim = harness().store().claim(other, fingerprint("other"), null, "worker-b", LEASE);
        assertThat(claim).isInstanceOfSatisfying(Claim.Rejected.class, rejected -> {
            assertThat(rejected.error().code()).isEqualTo(ErrorCode.IDEMPOTENCY_CONFLICT);
            Task failed = harness()
                    .store()
                    .reject(other, rejected.error(), new byte[0], null)
                    .orElseThrow();
            assertThat(failed.status()).isEqualTo(TaskStatus.FAILED);
        });
    }

    @Test
    void answersADuplicateWithTheFirstTasksOutput() {
        String key = UUID.randomUUID().toString();
        Task first = aTask().idempotencyKey(key).build();
        Task duplicate = aTask().idempotencyKey(key).replyTo("elsewhere").build();
        Attempt attempt = granted(first);
        assertThat(claim(duplicate)).as("while the first one runs").isInstanceOf(Claim.Parked.class);
        harness().store().settle(attempt, success("once"));
        Task answer = finished(duplicate);
        assertThat(answer.id()).isEqualTo(duplicate.id());
        assertThat(answer.duplicateOf()).isEqualTo(first.id());
        assertThat(answer.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(answer.outputData()).isEqualTo(output("once"));
        assertThat(answer.replyTo()).isEqualTo("elsewhere");
    }

    @Test
    void takesTheSameKeyOfAnotherTypeForAnotherTask() {
        String key = UUID.randomUUID().toString();
        granted(aTask().idempotencyKey(key).build());
        assertThat(granted(aTask().taskType("contract.other")
                                .idempotencyKey(key)
                                .build())
                        .number())
                .isEqualTo(1);
    }

    @Test
    void keepsARefusedMessageAndFailsItsTask() {
        Task task = aTask().inputData(null).build();
        TaskError error = TaskError.of(ErrorCode.INVALID_SCHEMA, "input_data is required");
        byte[] body = "{\"id\":1}".getBytes(StandardCharsets.UTF_8);
        Task answer = harness().store().reject(task, error, body, null).orElseThrow();
        Task again = harness().store().reject(task, error, body, null).orElseThrow();
        assertThat(answer.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(answer.error()).isEqualTo(error);
        assertThat(again.error()).isEqualTo(error);
        assertThat(harness().deadLetters(task.id())).singleElement().satisfies(letter -> {
            assertThat(letter.kind()).isEqualTo(DeadLetter.UNPROCESSABLE);
            assertThat(letter.body()).isEqualTo("{\"id\":1}");
        });
    }

    @Test
    void keepsARefusedMessageThatNamesAnotherTaskWithoutTouchingThatTask() {
        Task task = aTask().build();
        granted(task);
        TaskError error = TaskError.of(ErrorCode.ID_CONFLICT, "taken");
        assertThat(harness().store().reject(task, error, new byte[] {'{'}, null))
                .isEmpty();
        assertThat(stored(task.id()).status()).isEqualTo(TaskStatus.RUNNING);
        assertThat(harness().deadLetters(task.id()))
                .extracting(DeadLetter::kind)
                .containsExactly(DeadLetter.UNPROCESSABLE);
    }

    @Test
    void keepsARefusedMessageOfWhichNothingCouldBeRead() {
        TaskError error = TaskError.of(ErrorCode.UNDECODABLE_MESSAGE, "not JSON");
        assertThat(harness().store().reject(null, error, new byte[] {(byte) 0xC3, 0, (byte) 0xFF}, null))
                .isEmpty();
    }
}
