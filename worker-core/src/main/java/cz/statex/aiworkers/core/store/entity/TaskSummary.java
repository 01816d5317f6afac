package cz.statex.aiworkers.core.store.entity;

import cz.statex.aiworkers.core.store.sql.TaskRow;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A task without its input and output, which may be large: what lists show. */
@Entity
@Immutable
@Table(name = "task")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
public class TaskSummary {

    @Id
    private UUID id;

    private @Nullable UUID jobId;
    private String taskType;
    private String status;
    private @Nullable String priority;
    private @Nullable String workerId;
    private int attempt;
    private @Nullable Integer maxRetries;
    private @Nullable String idempotencyKey;
    private @Nullable UUID duplicateOf;
    private @Nullable String error;
    private @Nullable String progress;
    private @Nullable String model;
    private @Nullable String timings;
    private @Nullable Boolean cached;
    private @Nullable String replyTo;
    private @Nullable Integer timeoutSeconds;
    private @Nullable Instant notBefore;
    private @Nullable Instant expiresAt;
    private Instant createdAt;
    private @Nullable Instant startedAt;
    private @Nullable Instant completedAt;

    /** For Hibernate. */
    protected TaskSummary() {}

    /** The task as the wire contract has it. */
    public Task toTask() {
        return Task.builder(id, taskType)
                .jobId(jobId)
                .status(TaskStatus.ofWireName(status))
                .priority(priority == null ? null : Priority.ofWireName(priority))
                .workerId(workerId)
                .attempt(attempt)
                .maxRetries(maxRetries)
                .idempotencyKey(idempotencyKey)
                .duplicateOf(duplicateOf)
                .error(TaskRow.decode(error, TaskError.class))
                .progress(TaskRow.decode(progress, Task.Progress.class))
                .model(TaskRow.decode(model, ModelRef.class))
                .timings(TaskRow.decode(timings, Task.Timings.class))
                .cached(cached)
                .replyTo(replyTo)
                .timeoutSeconds(timeoutSeconds)
                .notBefore(notBefore)
                .expiresAt(expiresAt)
                .createdAt(createdAt)
                .startedAt(startedAt)
                .completedAt(completedAt)
                .build();
    }
}
