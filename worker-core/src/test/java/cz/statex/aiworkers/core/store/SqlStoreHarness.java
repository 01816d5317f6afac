package cz.statex.aiworkers.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.core.execution.TaskStore;
import cz.statex.aiworkers.core.registry.Outbox;
import cz.statex.aiworkers.core.testing.contract.StoreHarness;
import cz.statex.aiworkers.orchestrator.protocol.DeadLetter;
import cz.statex.aiworkers.orchestrator.protocol.Job;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The contracts' view of the store on PostgreSQL. */
final class SqlStoreHarness implements StoreHarness {

    private final StoreFixture store;

    SqlStoreHarness(StoreFixture store) {
        this.store = store;
    }

    @Override
    public TaskStore store() {
        return store.tasks;
    }

    @Override
    public Outbox outbox() {
        return store.outbox;
    }

    @Override
    public int reap(int limit) {
        return store.workers.reap(limit);
    }

    @Override
    public void createJob(Job job) {
        store.jobs.create(job.id(), job.policy(), job.total());
    }

    @Override
    public Job job(UUID id) {
        return store.jobs.find(id).orElseThrow();
    }

    @Override
    public Optional<Task> find(UUID taskId) {
        return store.taskQueries.find(taskId);
    }

    @Override
    public void cancel(UUID taskId) {
        assertThat(store.taskQueries.cancel(taskId, null, "contract")).isPresent();
    }

    @Override
    public List<DeadLetter> deadLetters(UUID taskId) {
        return store
                .transactions
                .run(sql -> sql.query(
                        "select id from dead_letter where task_id = ? order by created_at",
                        row -> row.getObject(1, UUID.class),
                        taskId))
                .stream()
                .map(id -> store.deadLetters.find(id).orElseThrow())
                .toList();
    }

    @Override
    public void replay(UUID deadLetterId) {
        store.deadLetters.replay(deadLetterId, "contract");
    }

    /** Not {@code started_at}: it belongs to the fence of attempts that tests hold. */
    @Override
    public void passTime(Duration time) {
        store.execute(
                """
                update task set lease_until = lease_until - p.time, next_attempt_at = next_attempt_at - p.time,
                    not_before = not_before - p.time, expires_at = expires_at - p.time
                from (select ? * interval '1 millisecond' as time) p
                """,
                time.toMillis());
    }
}
