package cz.statex.aiworkers.core.query;

import cz.statex.aiworkers.orchestrator.protocol.Query;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What queries need to know of tasks. Thread-safe; throws {@code StoreUnavailableException} when it cannot be reached. */
public interface TaskQueries {

    /** The task with all it has. */
    Optional<Task> find(UUID id);

    /** Tasks without their inputs and outputs, newest first. */
    List<Task> list(Filter filter);

    /** Every attempt of a task, oldest first; empty if there is no such task. */
    Optional<List<Query.Attempt>> attempts(UUID id);

    /**
     * Cancels a task: at once if it waits, by its worker if it runs. A task that has ended stays as it is. A task that is
     * not known yet is remembered as cancelled, if its type is named, so that its delivery is answered so.
     *
     * @return the task after it, empty if it is not known and no type was named
     */
    Optional<Task> cancel(UUID id, @Nullable String taskType, String by);

    /**
     * Which tasks to list; null means any.
     *
     * @param limit at most so many
     * @param before only tasks created earlier
     */
    record Filter(
            @Nullable TaskStatus status,
            @Nullable String taskType,
            @Nullable UUID jobId,
            int limit,
            @Nullable Instant before) {}
}
