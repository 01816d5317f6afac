package cz.statex.aiworkers.core.execution;

import cz.statex.aiworkers.orchestrator.protocol.Task;
import java.time.Instant;
import java.util.UUID;

/**
 * The right to work on a task once, counted in the store before the work begins. (task id, number, worker id) is the
 * fence: the store takes a settlement only from the attempt that still holds it.
 *
 * @param task the task as stored, input included
 * @param number of the attempt, from 1
 * @param workerId the worker that holds it
 * @param startedAt when it was granted, by the store's clock
 */
public record Attempt(Task task, int number, String workerId, Instant startedAt) {

    /** Id of the task. */
    public UUID taskId() {
        return task.id();
    }

    /** Whether a failure of this attempt may be followed by another one. */
    public boolean mayRetry() {
        return number <= task.maxRetriesOrDefault();
    }
}
