package cz.statex.aiworkers.core.testing.contract;

import cz.statex.aiworkers.core.execution.Attempt;
import cz.statex.aiworkers.core.registry.Outbox;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One task in {@link InMemoryTaskStore}, guarded by its monitor. */
final class TaskRow {
    final @Nullable String fingerprint;
    final @Nullable String traceparent;
    final @Nullable UUID duplicateOf;
    Task task;
    Instant leaseUntil = Instant.MIN;

    @Nullable
    Instant nextAttemptAt;

    boolean resultDue;
    boolean repeatResult;

    TaskRow(
            Task task,
            @Nullable String fingerprint,
            @Nullable String traceparent,
            @Nullable UUID duplicateOf,
            Instant now) {
        Instant createdAt = task.createdAt() == null ? now : task.createdAt();
        this.task = task.toBuilder()
                .status(TaskStatus.QUEUED)
                .attempt(0)
                .createdAt(createdAt)
                .build();
        this.fingerprint = fingerprint;
        this.traceparent = traceparent;
        this.duplicateOf = duplicateOf;
    }

    TaskStatus status() {
        return task.statusOrDefault();
    }

    int attempt() {
        return task.attempt() == null ? 0 : task.attempt();
    }

    boolean isHeld() {
        return status() == TaskStatus.RUNNING || status() == TaskStatus.CANCELLING;
    }

    boolean isHeldBy(Attempt attempt) {
        return isHeld() && attempt() == attempt.number() && attempt.workerId().equals(task.workerId());
    }

    Outbox.Owed owed() {
        return new Outbox.Owed(task, traceparent);
    }

    boolean isDue(Instant now) {
        return !isHeld() && nextAttemptAt != null && !nextAttemptAt.isAfter(now);
    }
}
