package cz.statex.aiworkers.core.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.execution.Attempt;
import cz.statex.aiworkers.core.execution.Claim;
import cz.statex.aiworkers.core.execution.Settlement;
import cz.statex.aiworkers.core.registry.Outbox;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Job;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every {@link Outbox} owes to the broker and when: retries, reaped attempts, late results, decided jobs. */
public abstract class OutboxContract extends StoreWords {

    @Test
    void publishesARetryWhenItsTimeHasCome() {
        Task task = aTask().build();
        harness().store().settle(granted(task), retryIn(Duration.ofSeconds(10)));
        assertThat(relay().taskIds()).doesNotContain(task.id());
        harness().passTime(Duration.ofSeconds(11));
        Relayed relayed = relay();
        assertThat(relayed.task(task.id()).task().inputData()).isEqualTo(task.inputData());
        assertThat(relay().taskIds()).as("once").doesNotContain(task.id());
        assertThat(granted(task).number()).isEqualTo(2);
    }

    @Test
    void keepsWhatCouldNotBePublished() {
        Task task = aTask().build();
        harness().store().settle(granted(task), retryIn(Duration.ZERO));
        assertThatThrownBy(() -> harness().outbox().dispatch(10_000, (tasks, results, jobs) -> {
                    throw new IllegalStateException("the broker is away");
                }))
                .hasMessageContaining("the broker is away");
        assertThat(relay().taskIds()).contains(task.id());
    }

    @Test
    void tellsHowLongUntilSomethingIsDue() {
        relay();
        harness().store().settle(granted(aTask().build()), retryIn(Duration.ofSeconds(20)));
        assertThat(harness().outbox().untilNextDue(Duration.ofMinutes(5)))
                .isGreaterThan(Duration.ZERO)
                .isLessThanOrEqualTo(Duration.ofSeconds(20));
        harness().passTime(Duration.ofSeconds(21));
        assertThat(harness().outbox().untilNextDue(Duration.ofMinutes(5))).isEqualTo(Duration.ZERO);
        relay();
    }

    @Test
    void publishesTheResultOfATaskThatWasCancelledWhileItWaited() {
        Task task = aTask().build();
        harness().store().settle(granted(task), retryIn(Duration.ofHours(1)));
        harness().cancel(task.id());
        Relayed relayed = relay();
        assertThat(relayed.resultIds()).contains(task.id());
        assertThat(relayed.taskIds()).doesNotContain(task.id());
        assertThat(relay().resultIds()).doesNotContain(task.id());
    }

    @Test
    void publishesTheResultOnceMoreForADeliveryThatFoundTheTaskRunning() {
        Task task = aTask().build();
        Attempt attempt = granted(task);
        assertThat(claimAs("worker-b", task)).isInstanceOf(Claim.Busy.class);
        assertThat(relay().resultIds()).doesNotContain(task.id());
        harness().store().settle(attempt, success("done"));
        assertThat(relay().resultIds()).contains(task.id());
    }

    @Test
    void answersAWaitingDuplicateWhenTheFirstTaskEnds() {
        String key = UUID.randomUUID().toString();
        Task first = aTask().idempotencyKey(key).build();
        Task duplicate = aTask().idempotencyKey(key).build();
        Attempt attempt = granted(first);
        claim(duplicate);
        harness().store().settle(attempt, success("once"));
        Relayed relayed = relay();
        assertThat(relayed.taskIds().contains(duplicate.id())
                        || relayed.resultIds().contains(duplicate.id()))
                .as("published again or answered")
                .isTrue();
    }

    @Test
    void bringsBackAnAttemptWhoseLeaseExpired() {
        Task task = aTask().build();
        granted(task);
        harness().reap(10_000);
        assertThat(stored(task.id()).status()).isEqualTo(TaskStatus.RUNNING);
        harness().passTime(LEASE.plusSeconds(1));
        assertThat(harness().reap(10_000)).isPositive();
        Task reaped = stored(task.id());
        assertThat(reaped.status()).isEqualTo(TaskStatus.RETRYING);
        assertThat(reaped.error()).extracting(TaskError::code).isEqualTo(ErrorCode.WORKER_LOST);
        harness().passTime(Duration.ofHours(1));
        assertThat(relay().taskIds()).contains(task.id());
        assertThat(granted("worker-b", task).number()).isEqualTo(2);
    }

    @Test
    void endsAndAnswersAnExhaustedTaskWhoseLeaseExpired() {
        Task task = aTask().maxRetries(0).build();
        granted(task);
        harness().passTime(LEASE.plusSeconds(1));
        harness().reap(10_000);
        assertThat(stored(task.id()).status()).isEqualTo(TaskStatus.FAILED);
        assertThat(harness().deadLetters(task.id())).hasSize(1);
        assertThat(relay().resultIds()).contains(task.id());
    }

    @Test
    void endsACancelledAttemptWhoseLeaseExpired() {
        Task task = aTask().build();
        granted(task);
        harness().cancel(task.id());
        harness().passTime(LEASE.plusSeconds(1));
        harness().reap(10_000);
        assertThat(stored(task.id()).status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(relay().resultIds()).contains(task.id());
    }

    @Test
    void queuesAReplayedTaskWithAllItsAttempts() {
        Task task = aTask().maxRetries(0).build();
        harness().store().settle(granted(task), new Settlement.Failed(BROKEN, true));
        harness().replay(harness().deadLetters(task.id()).get(0).id());
        assertThat(relay().taskIds()).contains(task.id());
        Attempt again = granted(task);
        assertThat(again.number()).isEqualTo(1);
        assertThat(harness().store().settle(again, success("at last"))).isPresent();
    }

    @Test
    void publishesInTheTraceThatTheSubmissionCameIn() {
        Task retried = aTask().maxRetries(1).build();
        harness().store().settle(granted(retried), retryIn(Duration.ZERO));
        assertThat(relay().task(retried.id()).traceparent()).as("a retry").isEqualTo(TRACE);

        harness().store().settle(granted(retried), new Settlement.Failed(BROKEN, true));
        harness().replay(harness().deadLetters(retried.id()).get(0).id());
        assertThat(relay().task(retried.id()).traceparent()).as("a replay").isEqualTo(TRACE);

        Task scheduled =
                aTask().notBefore(Instant.parse("2199-01-01T00:00:00Z")).build();
        assertThat(claim(scheduled)).isInstanceOf(Claim.Parked.class);
        harness().cancel(scheduled.id());
        assertThat(relay().result(scheduled.id()).traceparent())
                .as("a result without a delivery")
                .isEqualTo(TRACE);
    }

    @Test
    void replaysARefusedMessageInItsTrace() {
        Task task = aTask().build();
        harness().store().reject(task, BROKEN, Wire.encode(task), TRACE);
        harness().replay(harness().deadLetters(task.id()).get(0).id());
        assertThat(relay().task(task.id()).traceparent()).isEqualTo(TRACE);
    }

    @Test
    void announcesAJobOnceWhenAllItsTasksSucceeded() {
        UUID jobId = UUID.randomUUID();
        harness().createJob(Job.announced(jobId, Job.Policy.ALL, 2));
        succeed(jobId);
        assertThat(relay().announcementsOf(jobId)).isEmpty();
        succeed(jobId);
        List<Job> announced = relay().announcementsOf(jobId);
        assertThat(announced).singleElement().satisfies(job -> {
            assertThat(job.status()).isEqualTo(Job.Status.SUCCEEDED);
            assertThat(job.succeeded()).isEqualTo(2);
            assertThat(job.completedAt()).isNotNull();
        });
        assertThat(relay().announcementsOf(jobId)).isEmpty();
        assertThat(harness().job(jobId).status()).isEqualTo(Job.Status.SUCCEEDED);
    }

    @Test
    void decidesAJobByItsPolicyAndOnlyOnce() {
        UUID any = UUID.randomUUID();
        harness().createJob(Job.announced(any, Job.Policy.ANY, 3));
        fail(any);
        succeed(any);
        fail(any);
        assertThat(relay().announcementsOf(any)).singleElement().satisfies(job -> assertThat(job.status())
                .isEqualTo(Job.Status.SUCCEEDED));
        UUID all = UUID.randomUUID();
        harness().createJob(Job.announced(all, Job.Policy.ALL, 2));
        fail(all);
        succeed(all);
        assertThat(relay().announcementsOf(all)).singleElement().satisfies(job -> assertThat(job.status())
                .isEqualTo(Job.Status.FAILED));
        assertThat(harness().job(all).ended()).isEqualTo(2);
    }

    @Test
    void countsATaskOfAJobOnceHoweverOftenItIsTried() {
        UUID jobId = UUID.randomUUID();
        harness().createJob(Job.announced(jobId, Job.Policy.BEST_EFFORT, 2));
        Task task = aTask().jobId(jobId).build();
        harness().store().settle(granted(task), retryIn(Duration.ZERO));
        relay();
        Attempt second = granted(task);
        harness().store().settle(second, success("done"));
        harness().store().settle(second, success("again"));
        assertThat(harness().job(jobId).succeeded()).isEqualTo(1);
        assertThat(harness().job(jobId).status()).isEqualTo(Job.Status.RUNNING);
    }

    private void succeed(UUID jobId) {
        harness().store().settle(granted(aTask().jobId(jobId).build()), success("done"));
    }

    private void fail(UUID jobId) {
        harness().store().settle(granted(aTask().jobId(jobId).build()), new Settlement.Failed(BROKEN, false));
    }
}
