package cz.statex.aiworkers.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.core.execution.Attempt;
import cz.statex.aiworkers.core.execution.Claim;
import cz.statex.aiworkers.core.execution.Settlement;
import cz.statex.aiworkers.core.testing.TestServers;
import cz.statex.aiworkers.orchestrator.protocol.Control;
import cz.statex.aiworkers.orchestrator.protocol.DeadLetter;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Job;
import cz.statex.aiworkers.orchestrator.protocol.Query;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Every query operation about tasks, jobs and dead letters, from arguments to rows. */
class QueriesIT {

    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final TaskError BROKEN = TaskError.of(ErrorCode.PROCESSING_FAILED, "it broke");

    private static StoreFixture store;
    private final RecordingQueues queues = new RecordingQueues();
    private final String type = "test." + UUID.randomUUID();

    @BeforeAll
    static void open() {
        store = new StoreFixture(TestServers.database(QueriesIT.class));
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @BeforeEach
    void publishTheRest() {
        store.outbox.dispatch(1_000, (tasks, results, jobs) -> {});
    }

    @Test
    void showsATaskWithAllItHas() {
        Task task = succeeded(aTask().build());
        assertThat(ask(Task.class, Query.TASK_GET, Map.of("id", task.id()))).isEqualTo(task);
        assertThat(refused(Query.TASK_GET, Map.of("id", UUID.randomUUID()))).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void listsTasksNewestFirstWithoutTheirContents() {
        UUID jobId = UUID.randomUUID();
        Task first = succeeded(aTask().jobId(jobId).build());
        Task second = succeeded(aTask().build());
        Task third = aTask().jobId(jobId).build();
        granted(third);
        assertThat(list(Map.of("task_type", type))).containsExactly(third.id(), second.id(), first.id());
        assertThat(list(Map.of("task_type", type, "limit", 1))).containsExactly(third.id());
        assertThat(list(Map.of("task_type", type, "status", "succeeded"))).containsExactly(second.id(), first.id());
        assertThat(list(Map.of("job_id", jobId))).containsExactly(third.id(), first.id());
        Task page = store.taskQueries.find(second.id()).orElseThrow();
        assertThat(list(Map.of("task_type", type, "before", Objects.requireNonNull(page.createdAt()))))
                .containsExactly(first.id());
        Task listed = ask(Task[].class, Query.TASK_LIST, Map.of("task_type", type))[1];
        assertThat(listed)
                .isEqualTo(second.toBuilder().inputData(null).outputData(null).build());
    }

    @Test
    void listsTheAttemptsOfATaskOldestFirst() {
        Task task = aTask().build();
        settle(granted(task), new Settlement.Retry(BROKEN, Duration.ZERO));
        settle(granted(task), success());
        Query.Attempt[] attempts = ask(Query.Attempt[].class, Query.TASK_ATTEMPTS, Map.of("id", task.id()));
        assertThat(attempts).extracting(Query.Attempt::number).containsExactly(1, 2);
        assertThat(attempts)
                .extracting(Query.Attempt::status)
                .containsExactly(TaskStatus.RETRYING, TaskStatus.SUCCEEDED);
        assertThat(attempts[0].error()).isEqualTo(BROKEN);
        assertThat(refused(Query.TASK_ATTEMPTS, Map.of("id", UUID.randomUUID())))
                .isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void cancelsARunningTaskThroughItsWorker() {
        Task task = aTask().build();
        granted(task);
        Task cancelling = ask(Task.class, Query.TASK_CANCEL, Map.of("id", task.id(), "by", "ann"));
        assertThat(cancelling.status()).isEqualTo(TaskStatus.CANCELLING);
        assertThat(queues.orders).containsExactly(Control.cancel(task.id()));
        assertThat(store.count("select count(*) from audit where actor = 'ann' and subject = ?", task.id() + ""))
                .isEqualTo(1);
    }

    @Test
    void leavesAnEndedTaskAsItIs() {
        Task task = succeeded(aTask().build());
        assertThat(ask(Task.class, Query.TASK_CANCEL, Map.of("id", task.id()))).isEqualTo(task);
        assertThat(queues.orders).isEmpty();
    }

    @Test
    void remembersTheCancelOfATaskThatHasNotArrived() {
        UUID jobId = UUID.randomUUID();
        store.jobs.create(jobId, Job.Policy.BEST_EFFORT, 2);
        Task task = aTask().jobId(jobId).replyTo("reply.here").build();
        assertThat(refused(Query.TASK_CANCEL, Map.of("id", task.id()))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(ask(Task.class, Query.TASK_CANCEL, Map.of("id", task.id(), "task_type", type))
                        .status())
                .isEqualTo(TaskStatus.CANCELLED);
        for (int delivery = 0; delivery < 2; delivery++) {
            Claim claim = store.tasks.claim(task, "same", null, "worker", LEASE);
            assertThat(claim).isInstanceOfSatisfying(Claim.Finished.class, finished -> {
                assertThat(finished.task().status()).isEqualTo(TaskStatus.CANCELLED);
                assertThat(finished.task().replyTo()).isEqualTo("reply.here");
            });
        }
        assertThat(store.jobs.find(jobId).orElseThrow().cancelled()).isEqualTo(1);
    }

    @Test
    void createsAJobOnce() {
        UUID id = UUID.randomUUID();
        Map<String, Object> arguments = Map.of("id", id, "policy", "all", "total", 2);
        Job job = ask(Job.class, Query.JOB_CREATE, arguments);
        assertThat(ask(Job.class, Query.JOB_CREATE, arguments)).isEqualTo(job);
        assertThat(ask(Job.class, Query.JOB_GET, Map.of("id", id))).isEqualTo(job);
        assertThat(List.of(ask(Job[].class, Query.JOB_LIST, Map.of("status", "running", "limit", 1))))
                .containsExactly(job);
        assertThat(ask(Job[].class, Query.JOB_LIST, Map.of())).contains(job);
        assertThat(refused(Query.JOB_CREATE, Map.of("id", id, "policy", "any", "total", 2)))
                .isEqualTo(ErrorCode.CONFLICT);
        assertThat(refused(Query.JOB_GET, Map.of("id", UUID.randomUUID()))).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void countsTasksThatEndedBeforeTheirJobWasCreated() {
        UUID id = UUID.randomUUID();
        succeeded(aTask().jobId(id).build());
        Job job = ask(Job.class, Query.JOB_CREATE, Map.of("id", id, "policy", "all", "total", 1));
        assertThat(job.status()).isEqualTo(Job.Status.SUCCEEDED);
    }

    @Test
    void cancelsEveryTaskOfAJobAlsoThoseYetToCome() {
        UUID id = UUID.randomUUID();
        store.jobs.create(id, Job.Policy.BEST_EFFORT, 4);
        Task done = succeeded(aTask().jobId(id).build());
        Task waiting = aTask().jobId(id).build();
        settle(granted(waiting), new Settlement.Retry(BROKEN, Duration.ofHours(1)));
        Task running = aTask().jobId(id).build();
        Attempt attempt = granted(running);
        Job cancelled = ask(Job.class, Query.JOB_CANCEL, Map.of("id", id, "by", "ann"));
        assertThat(cancelled.cancelled()).isEqualTo(1);
        assertThat(queues.orders).containsExactly(Control.cancel(running.id()));
        assertThat(store.tasks.renew(List.of(attempt), LEASE).cancelling()).containsExactly(running.id());
        settle(attempt, new Settlement.Cancelled());
        Claim late = store.tasks.claim(aTask().jobId(id).build(), "same", null, "worker", LEASE);
        assertThat(late).isInstanceOfSatisfying(Claim.Finished.class, finished -> assertThat(
                        finished.task().status())
                .isEqualTo(TaskStatus.CANCELLED));
        Job job = ask(Job.class, Query.JOB_GET, Map.of("id", id));
        assertThat(job.cancelled()).isEqualTo(3);
        assertThat(job.status()).isEqualTo(Job.Status.SUCCEEDED);
        assertThat(store.taskQueries.find(done.id()).orElseThrow().status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(refused(Query.JOB_CANCEL, Map.of("id", UUID.randomUUID()))).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void replaysADeadLetterOnceUntilItDiesAgain() {
        UUID jobId = UUID.randomUUID();
        store.jobs.create(jobId, Job.Policy.BEST_EFFORT, 1);
        Task task = aTask().jobId(jobId).build();
        settle(granted(task), new Settlement.Failed(BROKEN, true));
        DeadLetter letter = onlyLetter();
        Task queued = ask(Task.class, Query.DEAD_LETTER_REPLAY, Map.of("id", letter.id(), "by", "ann"));
        assertThat(queued.status()).isEqualTo(TaskStatus.QUEUED);
        assertThat(queues.removed).containsExactly(task.id());
        assertThat(refused(Query.DEAD_LETTER_REPLAY, Map.of("id", letter.id()))).isEqualTo(ErrorCode.CONFLICT);
        settle(granted(task), new Settlement.Failed(BROKEN, true));
        DeadLetter again = onlyLetter();
        assertThat(again.id()).isEqualTo(letter.id());
        assertThat(again.replayedAt()).isNotNull();
        ask(Task.class, Query.DEAD_LETTER_REPLAY, Map.of("id", letter.id()));
        settle(granted(task), success());
        Job job = store.jobs.find(jobId).orElseThrow();
        assertThat(job.succeeded()).isEqualTo(1);
        assertThat(job.failed()).isZero();
        assertThat(refused(Query.DEAD_LETTER_REPLAY, Map.of("id", UUID.randomUUID())))
                .isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void replaysAMessageThatCanBeReadByNow() {
        Task task = aTask().build();
        TaskError unknown = TaskError.of(ErrorCode.UNKNOWN_TASK_TYPE, "no worker");
        assertThat(store.tasks.reject(task.toBuilder().inputData(null).build(), unknown, Wire.encode(task), null))
                .isPresent();
        ask(Task.class, Query.DEAD_LETTER_REPLAY, Map.of("id", onlyLetter().id()));
        Attempt attempt = granted(task);
        assertThat(attempt.number()).isEqualTo(1);
        assertThat(attempt.task().inputData()).isEqualTo(task.inputData());
    }

    @Test
    void refusesToReplayWhatIsNoTaskOrAnImpostor() {
        byte[] noTask = "{\"id\":".getBytes(StandardCharsets.UTF_8);
        Task owner = succeeded(aTask().build());
        store.tasks.reject(owner, TaskError.of(ErrorCode.ID_CONFLICT, "taken"), noTask, null);
        assertThat(refused(Query.DEAD_LETTER_REPLAY, Map.of("id", onlyLetter().id())))
                .isEqualTo(ErrorCode.CONFLICT);
        store.tasks.reject(
                Task.builder(UUID.randomUUID(), type + ".broken").build(),
                TaskError.of(ErrorCode.UNDECODABLE_MESSAGE, "no JSON"),
                noTask,
                null);
        UUID broken = ask(DeadLetter[].class, Query.DEAD_LETTER_LIST, Map.of("task_type", type + ".broken"))[0].id();
        assertThat(refused(Query.DEAD_LETTER_REPLAY, Map.of("id", broken))).isEqualTo(ErrorCode.CONFLICT);
    }

    @Test
    void showsADeadLetterWithItsBody() {
        Task task = aTask().build();
        settle(granted(task), new Settlement.Failed(BROKEN, true));
        DeadLetter shown = ask(
                DeadLetter.class,
                Query.DEAD_LETTER_SHOW,
                Map.of("id", onlyLetter().id()));
        Task body = Wire.mapper().readValue(shown.body(), Task.class);
        assertThat(body.inputData()).isEqualTo(task.inputData());
        assertThat(shown.error()).isEqualTo(BROKEN);
        assertThat(refused(Query.DEAD_LETTER_SHOW, Map.of("id", UUID.randomUUID())))
                .isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void purgesOneDeadLetterOrAllOfAKind() {
        List<Task> tasks = IntStream.range(0, 3).mapToObj(i -> aTask().build()).toList();
        tasks.forEach(task -> settle(granted(task), new Settlement.Failed(BROKEN, true)));
        UUID one = ask(DeadLetter[].class, Query.DEAD_LETTER_LIST, Map.of("task_type", type, "limit", 1))[0].id();
        assertThat(purged(Map.of("id", one, "by", "ann"))).isEqualTo(1);
        assertThat(refused(Query.DEAD_LETTER_PURGE, Map.of("id", one))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(purged(Map.of("kind", "dead"))).isGreaterThanOrEqualTo(2);
        assertThat(queues.removed)
                .contains(tasks.get(0).id(), tasks.get(1).id(), tasks.get(2).id());
        assertThat(ask(DeadLetter[].class, Query.DEAD_LETTER_LIST, Map.of("kind", "dead", "task_type", type)))
                .isEmpty();
    }

    private DeadLetter onlyLetter() {
        DeadLetter[] letters = ask(DeadLetter[].class, Query.DEAD_LETTER_LIST, Map.of("task_type", type));
        assertThat(letters).hasSize(1);
        assertThat(letters[0].body()).isNull();
        return letters[0];
    }

    private int purged(Map<String, Object> arguments) {
        return ask(JsonNode.class, Query.DEAD_LETTER_PURGE, arguments)
                .get("purged")
                .intValue();
    }

    private List<UUID> list(Map<String, Object> arguments) {
        return List.of(ask(Task[].class, Query.TASK_LIST, arguments)).stream()
                .map(Task::id)
                .toList();
    }

    private <T> T ask(Class<T> answer, String operation, Map<String, Object> arguments) {
        Query.Reply reply = store.queries(queues).answer(query(operation, arguments));
        assertThat(reply.error()).isNull();
        return Wire.mapper().treeToValue(Objects.requireNonNull(reply.result()), answer);
    }

    private ErrorCode refused(String operation, Map<String, Object> arguments) {
        Query.Reply reply = store.queries(queues).answer(query(operation, arguments));
        return Objects.requireNonNull(reply.error()).code();
    }

    private static Query query(String operation, Map<String, Object> arguments) {
        return new Query(operation, Wire.mapper().valueToTree(arguments));
    }

    private Task.Builder aTask() {
        return Task.builder(UUID.randomUUID(), type).input("text", "hello");
    }

    private static Task succeeded(Task task) {
        return settle(granted(task), success());
    }

    private static Attempt granted(Task task) {
        Claim claim = store.tasks.claim(task, "same", null, "worker", LEASE);
        assertThat(claim).isInstanceOf(Claim.Granted.class);
        return ((Claim.Granted) claim).attempt();
    }

    private static Task settle(Attempt attempt, Settlement settlement) {
        return store.tasks.settle(attempt, settlement).orElseThrow();
    }

    private static Settlement success() {
        return new Settlement.Succeeded(
                Wire.mapper().createObjectNode().put("text", "done"), null, new Task.Timings(1, 2, 3, 4), false);
    }
}
