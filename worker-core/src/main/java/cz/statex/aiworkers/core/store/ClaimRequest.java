package cz.statex.aiworkers.core.store;

import cz.statex.aiworkers.core.store.sql.TaskInsert.NewTask;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One call of {@code claim}; its task is reduced to what a submitter may say. */
record ClaimRequest(Task task, String fingerprint, @Nullable String traceparent, String workerId, long leaseMillis) {

    UUID taskId() {
        return task.id();
    }

    /** The row to insert if the task is new. */
    NewTask asNew(@Nullable UUID duplicateOf) {
        return new NewTask(task, fingerprint, traceparent, workerId, leaseMillis, duplicateOf, null, null);
    }
}
