package cz.statex.aiworkers.core.store.entity;

import cz.statex.aiworkers.core.store.sql.TaskRow;
import cz.statex.aiworkers.orchestrator.protocol.DeadLetter;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A dead letter without its body, which may be large: what lists show. */
@Entity
@Immutable
@Table(name = "dead_letter")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
public class DeadLetterEntity {

    @Id
    private UUID id;

    private String kind;
    private @Nullable UUID taskId;
    private @Nullable String taskType;
    private String error;
    private int attempts;
    private Instant createdAt;
    private @Nullable Instant replayedAt;

    /** For Hibernate. */
    protected DeadLetterEntity() {}

    /** The dead letter as the wire contract has it. */
    public DeadLetter toDeadLetter(@Nullable String body) {
        TaskError decoded = Objects.requireNonNull(TaskRow.decode(error, TaskError.class));
        return new DeadLetter(id, kind, taskId, taskType, decoded, attempts, createdAt, replayedAt, body);
    }

    /** The task, where one could be read. */
    public @Nullable UUID taskId() {
        return taskId;
    }

    /** Whether its body is that of the task's row. */
    public boolean isDead() {
        return kind.equals(DeadLetter.DEAD);
    }
}
