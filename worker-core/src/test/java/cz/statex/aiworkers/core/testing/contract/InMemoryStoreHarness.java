package cz.statex.aiworkers.core.testing.contract;

import cz.statex.aiworkers.core.execution.TaskStore;
import cz.statex.aiworkers.core.registry.Outbox;
import cz.statex.aiworkers.orchestrator.protocol.DeadLetter;
import cz.statex.aiworkers.orchestrator.protocol.Job;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** {@link InMemoryTaskStore} under test. */
final class InMemoryStoreHarness implements StoreHarness {

    private final ManualClock clock = new ManualClock();
    private final InMemoryTaskStore store = new InMemoryTaskStore(clock);

    @Override
    public TaskStore store() {
        return store;
    }

    @Override
    public Outbox outbox() {
        return store;
    }

    @Override
    public int reap(int limit) {
        return store.reap(limit);
    }

    @Override
    public void createJob(Job job) {
        store.createJob(job);
    }

    @Override
    public Job job(UUID id) {
        return store.job(id);
    }

    @Override
    public Optional<Task> find(UUID taskId) {
        return store.find(taskId);
    }

    @Override
    public void cancel(UUID taskId) {
        store.cancel(taskId);
    }

    @Override
    public List<DeadLetter> deadLetters(UUID taskId) {
        return store.deadLetters().stream()
                .filter(letter -> taskId.equals(letter.taskId()))
                .toList();
    }

    @Override
    public void replay(UUID deadLetterId) {
        store.replay(deadLetterId);
    }

    @Override
    public void passTime(Duration time) {
        clock.advance(time);
    }
}
