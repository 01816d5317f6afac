package cz.statex.aiworkers.local.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cz.statex.aiworkers.local.workers.ScriptedWorker;
import cz.statex.aiworkers.orchestrator.client.AiWorkersClient;
import cz.statex.aiworkers.orchestrator.client.TaskHandle;
import cz.statex.aiworkers.orchestrator.protocol.DeadLetter;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import cz.statex.aiworkers.orchestrator.protocol.Query;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What becomes of single tasks. */
abstract class TaskContract {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Clock CLOCK = Clock.systemUTC();

    abstract FleetExtension fleet();

    @Test
    void answersAndKeepsTheAnswer() {
        Task task = scripted("hello").build();
        Task result = run(task);
        assertThat(result.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(Objects.requireNonNull(result.outputData()).path("text").asString())
                .isEqualTo("hello");
        assertThat(result.attempt()).isEqualTo(1);
        assertThat(result.workerId()).isNotBlank();
        assertThat(result.timings()).isNotNull();
        Task stored = client().fleet().task(task.id());
        assertThat(stored.outputData()).isEqualTo(result.outputData());
        assertThat(stored.inputData()).isEqualTo(task.inputData());
    }

    @Test
    void tellsHowFarATaskIs() {
        List<Integer> percents = new CopyOnWriteArrayList<>();
        TaskHandle handle = client().submit(
                        scripted("slow").parameter("millis", 2_500).build())
                .onProgress(task -> {
                    if (task.progress() != null) {
                        percents.add(task.progress().percent());
                    }
                });
        assertThat(handle.await(LIMIT).status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(percents).isSorted().anyMatch(percent -> percent > 0 && percent < 100);
    }

    @Test
    void cancelsARunningTask() {
        TaskHandle handle =
                client().submit(scripted("endless").parameter("millis", 300_000).build());
        awaitStatus(handle.id(), TaskStatus.RUNNING);
        handle.cancel();
        assertThat(handle.await(LIMIT).status()).isEqualTo(TaskStatus.CANCELLED);
    }

    @Test
    void cancelsAQueuedTask() {
        client().fleet().pause(ScriptedWorker.TASK_TYPE);
        try {
            TaskHandle handle = client().submit(scripted("queued").build());
            handle.cancel();
            assertThat(handle.await(LIMIT).status()).isEqualTo(TaskStatus.CANCELLED);
        } finally {
            client().fleet().resume(ScriptedWorker.TASK_TYPE);
        }
    }

    @Test
    void cancelsAScheduledTask() {
        Instant later = CLOCK.instant().plus(Duration.ofHours(1));
        TaskHandle handle =
                client().submit(scripted("scheduled").notBefore(later).build());
        awaitStatus(handle.id(), TaskStatus.SCHEDULED);
        handle.cancel();
        assertThat(handle.await(LIMIT).status()).isEqualTo(TaskStatus.CANCELLED);
    }

    @Test
    void startsATaskNotBeforeItsTimeAndSoonAfterIt() {
        Instant time = CLOCK.instant().plusSeconds(2);
        Task result = run(scripted("later").notBefore(time).build());
        assertThat(result.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(result.startedAt()).isNotNull().isBetween(time.minusMillis(50), time.plusSeconds(5));
    }

    @Test
    void expiresATaskThatWaitedTooLong() {
        client().fleet().pause(ScriptedWorker.TASK_TYPE);
        TaskHandle handle;
        try {
            Instant end = CLOCK.instant().plusSeconds(1);
            handle = client().submit(scripted("stale").expiresAt(end).build());
            await().until(() -> CLOCK.instant().isAfter(end.plusMillis(200)));
        } finally {
            client().fleet().resume(ScriptedWorker.TASK_TYPE);
        }
        Task result = handle.await(LIMIT);
        assertThat(result.status()).isEqualTo(TaskStatus.EXPIRED);
        assertThat(result.error()).isNotNull().extracting("code").isEqualTo(ErrorCode.EXPIRED);
    }

    @Test
    void servesHigherPrioritiesFirst() {
        List<TaskHandle> occupying = submit(FleetExtension.SLOTS, "busy", Priority.NORMAL, 2_000);
        occupying.forEach(handle -> awaitStatus(handle.id(), TaskStatus.RUNNING));
        List<TaskHandle> low = submit(FleetExtension.SLOTS, "low", Priority.LOW, 100);
        List<TaskHandle> high = submit(FleetExtension.SLOTS, "high", Priority.HIGH, 100);
        Instant lastHigh =
                high.stream().map(this::startOf).max(Instant::compareTo).orElseThrow();
        Instant firstLow =
                low.stream().map(this::startOf).min(Instant::compareTo).orElseThrow();
        assertThat(firstLow).isAfterOrEqualTo(lastHigh);
    }

    @Test
    void retriesUntilItSucceeds() {
        Task result = run(scripted("flaky").parameter("failures", 2).build());
        assertThat(result.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(result.attempt()).isEqualTo(3);
        assertThat(result.retryCount()).isEqualTo(2);
        assertThat(client().fleet().attempts(result.id()))
                .extracting(Query.Attempt::status)
                .contains(TaskStatus.RETRYING);
    }

    @Test
    void failsAtOnceWhenTryingAgainCannotHelp() {
        Task result = run(scripted("hopeless").parameter("permanent", true).build());
        assertThat(result.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(result.attempt()).isEqualTo(1);
        assertThat(result.errorMessage()).isEqualTo("as the script says");
    }

    @Test
    void stopsAnAttemptAtItsTimeLimit() {
        Task result = run(scripted("too slow")
                .parameter("millis", 300_000)
                .timeoutSeconds(1)
                .maxRetries(0)
                .build());
        assertThat(result.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(result.error()).isNotNull().extracting("code").isEqualTo(ErrorCode.TIMEOUT);
    }

    @Test
    void replaysADeadLetter() {
        Task dead =
                run(scripted("dies once").parameter("failures", 1).maxRetries(0).build());
        assertThat(dead.status()).isEqualTo(TaskStatus.FAILED);
        DeadLetter letter = client().fleet().deadLetters(DeadLetter.DEAD, ScriptedWorker.TASK_TYPE, 100).stream()
                .filter(candidate -> dead.id().equals(candidate.taskId()))
                .findFirst()
                .orElseThrow();
        client().fleet().replay(letter.id());
        Task revived = client().watch(dead.id(), ScriptedWorker.TASK_TYPE).await(LIMIT);
        await().atMost(LIMIT)
                .untilAsserted(() ->
                        assertThat(client().fleet().task(dead.id()).status()).isEqualTo(TaskStatus.SUCCEEDED));
        assertThat(revived.id()).isEqualTo(dead.id());
    }

    @Test
    void answersASecondSubmissionOfOneKeyWithTheFirstResult() {
        String key = UUID.randomUUID().toString();
        Task first = run(scripted("once").idempotencyKey(key).build());
        Task second = run(scripted("once").idempotencyKey(key).build());
        assertThat(second.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(second.outputData()).isEqualTo(first.outputData());
        assertThat(second.duplicateOf()).isEqualTo(first.id());
        Task other = run(scripted("other content").idempotencyKey(key).build());
        assertThat(other.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(other.error()).isNotNull().extracting("code").isEqualTo(ErrorCode.IDEMPOTENCY_CONFLICT);
    }

    @Test
    void takesTheSeedsPlainFormAsATask() {
        Task result = run(Task.builder(UUID.randomUUID(), "text.language")
                .input("text", "Jedna vlaštovka jaro nedělá, ale všechny ptáky jsme letos už viděli.")
                .build());
        assertThat(result.status()).as("%s", result.error()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(Objects.requireNonNull(result.outputData()).path("language").asString())
                .isEqualTo("cs");
    }

    private List<TaskHandle> submit(int count, String text, Priority priority, int millis) {
        List<TaskHandle> handles = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            handles.add(client().submit(scripted(text + i)
                    .priority(priority)
                    .parameter("millis", millis)
                    .build()));
        }
        return handles;
    }

    private Instant startOf(TaskHandle handle) {
        return Objects.requireNonNull(handle.await(LIMIT).startedAt());
    }

    private void awaitStatus(UUID id, TaskStatus status) {
        await().atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> client().fleet().task(id).status() == status);
    }

    private Task run(Task task) {
        return client().submit(task).await(LIMIT);
    }

    private static Task.Builder scripted(String text) {
        return AiWorkersClient.newTask(ScriptedWorker.TASK_TYPE).input("text", text);
    }

    private AiWorkersClient client() {
        return fleet().client();
    }
}
