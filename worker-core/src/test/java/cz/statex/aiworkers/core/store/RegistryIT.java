package cz.statex.aiworkers.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.core.execution.Attempt;
import cz.statex.aiworkers.core.execution.Claim;
import cz.statex.aiworkers.core.execution.Settlement;
import cz.statex.aiworkers.core.registry.WorkerStore.TaskSchemas;
import cz.statex.aiworkers.core.testing.TestServers;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Job;
import cz.statex.aiworkers.orchestrator.protocol.PerformanceMetrics;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import cz.statex.aiworkers.orchestrator.protocol.WorkerInfo;
import cz.statex.aiworkers.orchestrator.protocol.WorkerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Workers that come and go, and what is forgotten in the end. */
class RegistryIT {

    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final Instant STARTED = Instant.parse("2026-01-02T03:04:05.678901Z");
    private static final TaskError BROKEN = TaskError.of(ErrorCode.PROCESSING_FAILED, "it broke");

    private static StoreFixture store;

    @BeforeAll
    static void open() {
        store = new StoreFixture(TestServers.database(RegistryIT.class));
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @Test
    void remembersAWorkerAndTheSchemasOfItsTypes() {
        WorkerInfo worker = worker("worker-register", WorkerStatus.IDLE);
        store.workers.register(worker, Map.of("test.register", new TaskSchemas(schema("in"), schema("out"))));
        store.workers.register(worker, Map.of("test.register", new TaskSchemas(schema("in2"), schema("out2"))));
        WorkerInfo stored = stored("worker-register");
        assertThat(stored)
                .usingRecursiveComparison()
                .ignoringFields("lastSeenAt")
                .isEqualTo(worker);
        assertThat(stored.lastSeenAt()).as("the store's time").isAfter(worker.lastSeenAt());
        assertThat(store.fleet.taskTypes()).contains("test.register");
        assertThat(store.fleet.schemas("test.register"))
                .hasValueSatisfying(schemas -> assertThat(schemas.get("output")).isEqualTo(schema("out2")));
        assertThat(store.fleet.schemas("test.unknown")).isEmpty();
    }

    @Test
    void followsAWorkerFromHeartbeatToStop() {
        store.workers.register(worker("worker-beat", WorkerStatus.IDLE), Map.of());
        store.workers.heartbeat(worker("worker-beat", WorkerStatus.PROCESSING));
        assertThat(stored("worker-beat").status()).isEqualTo(WorkerStatus.PROCESSING);
        store.workers.unregister("worker-beat");
        assertThat(stored("worker-beat").status()).isEqualTo(WorkerStatus.STOPPED);
    }

    @Test
    void marksSilentWorkersLostOnce() {
        store.workers.register(worker("worker-silent", WorkerStatus.IDLE), Map.of());
        store.workers.register(worker("worker-loud", WorkerStatus.IDLE), Map.of());
        store.execute(
                "update worker set last_seen_at = now() - interval '2 minutes' where worker_id = 'worker-silent'");
        assertThat(store.workers.markLost(Duration.ofMinutes(1))).containsExactly("worker-silent");
        assertThat(store.workers.markLost(Duration.ofMinutes(1))).isEmpty();
        assertThat(stored("worker-silent").status()).isEqualTo(WorkerStatus.LOST);
    }

    @Test
    void remembersWhatIsPaused() {
        store.fleet.pause("test.pause", "ann");
        store.fleet.pause("test.pause", "bob");
        assertThat(store.workers.pausedTaskTypes()).contains("test.pause");
        store.fleet.resume("test.pause", "ann");
        assertThat(store.workers.pausedTaskTypes()).doesNotContain("test.pause");
        assertThat(store.count("select count(*) from audit where subject = 'test.pause'"))
                .isEqualTo(3);
    }

    @Test
    void remembersWhoOrderedAModelToBeReloaded() {
        store.fleet.reloadModel("test-model", "ann");
        assertThat(store.count("select count(*) from audit where subject = 'test-model' and actor = 'ann'"))
                .isEqualTo(1);
    }

    @Test
    void forgetsTasksByTheTimeOfTheirType() {
        Task old = ended("test.keep_short", null);
        Task kept = ended("test.keep_long", null);
        Task running = Task.builder(UUID.randomUUID(), "test.keep_short").build();
        granted(running);
        store.execute("update task set created_at = created_at - interval '3 days',"
                + " completed_at = completed_at - interval '3 days'");
        int purged = store.retention.purge(Duration.ofDays(2), Map.of("test.keep_long", Duration.ofDays(9)));
        assertThat(purged).isPositive();
        assertThat(store.taskQueries.find(old.id())).isEmpty();
        assertThat(store.taskQueries.find(kept.id())).isPresent();
        assertThat(store.taskQueries.find(running.id())).isPresent();
        assertThat(store.count("select count(*) from task_attempt where task_id = ?", old.id()))
                .isZero();
        assertThat(store.count("select count(*) from dead_letter where task_id = ?", old.id()))
                .isZero();
    }

    @Test
    void givesAKeyToTheNextTaskWhenItsFirstOneIsForgotten() {
        String key = UUID.randomUUID().toString();
        Task first = ended("test.key", key);
        store.execute("delete from task where id = ?", first.id());
        Task next =
                Task.builder(UUID.randomUUID(), "test.key").idempotencyKey(key).build();
        assertThat(granted(next).number()).isEqualTo(1);
    }

    @Test
    void forgetsJobsWithoutTasksAndAbsentWorkers() {
        UUID jobId = UUID.randomUUID();
        store.jobs.create(jobId, Job.Policy.ANY, 1);
        store.workers.register(worker("worker-old", WorkerStatus.IDLE), Map.of());
        store.workers.unregister("worker-old");
        store.execute("update job set completed_at = now() - interval '3 days' where id = ?", jobId);
        store.execute("update worker set last_seen_at = now() - interval '3 days' where worker_id = 'worker-old'");
        store.retention.purge(Duration.ofDays(2), Map.of());
        assertThat(store.jobs.find(jobId)).isEmpty();
        assertThat(store.fleet.workers()).extracting(WorkerInfo::workerId).doesNotContain("worker-old");
    }

    private static Task ended(String taskType, @Nullable String key) {
        Task task =
                Task.builder(UUID.randomUUID(), taskType).idempotencyKey(key).build();
        assertThat(store.tasks.settle(granted(task), new Settlement.Failed(BROKEN, true)))
                .isPresent();
        return task;
    }

    private static Attempt granted(Task task) {
        Claim claim = store.tasks.claim(task, "same", null, "worker", LEASE);
        assertThat(claim).isInstanceOf(Claim.Granted.class);
        return ((Claim.Granted) claim).attempt();
    }

    private static WorkerInfo stored(String id) {
        return store.fleet.workers().stream()
                .filter(worker -> worker.workerId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static ObjectNode schema(String title) {
        return Wire.mapper().createObjectNode().put("title", title);
    }

    private static WorkerInfo worker(String id, WorkerStatus status) {
        return new WorkerInfo(
                id,
                "text-worker",
                "text",
                List.of("test.register", "test.other"),
                status,
                5,
                1,
                List.of("minilm"),
                "cpu",
                new PerformanceMetrics(7, 1, 12.5),
                "1.0",
                STARTED,
                STARTED);
    }
}
