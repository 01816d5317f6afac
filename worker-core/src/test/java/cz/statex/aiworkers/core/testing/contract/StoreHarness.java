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

/**
 * A store under test: its ports, and the few things that reach it by other ways in production (queries, the reaper,
 * time). The contracts work on tasks of their own, so that a shared database needs no cleaning.
 */
public interface StoreHarness {

    /** The port under test. */
    TaskStore store();

    /** The store's side of the relay. */
    Outbox outbox();

    /** As {@code WorkerStore.reap}. */
    int reap(int limit);

    /** As the query {@code jobs.create}. */
    void createJob(Job job);

    /** As the query {@code jobs.get}. */
    Job job(UUID id);

    /** As the query {@code tasks.get}. */
    Optional<Task> find(UUID taskId);

    /** As the query {@code tasks.cancel}. */
    void cancel(UUID taskId);

    /** The dead letters of one task, oldest first, with their bodies where messages were kept. */
    List<DeadLetter> deadLetters(UUID taskId);

    /** As the query {@code dead_letters.replay}. */
    void replay(UUID deadLetterId);

    /** Lets time pass for everything stored so far; a database moves its time columns back instead of waiting. */
    void passTime(Duration time);
}
