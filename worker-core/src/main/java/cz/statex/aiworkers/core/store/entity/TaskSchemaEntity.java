package cz.statex.aiworkers.core.store.entity;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** The schemas of a task type, as registered by the last worker that serves it. */
@Entity
@Immutable
@Table(name = "task_schema")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
public class TaskSchemaEntity {

    @Id
    private String taskType;

    private String inputSchema;
    private String outputSchema;

    /** For Hibernate. */
    protected TaskSchemaEntity() {}

    /** The task type. */
    public String taskType() {
        return taskType;
    }

    /** JSON Schema of its input. */
    public String inputSchema() {
        return inputSchema;
    }

    /** JSON Schema of its output. */
    public String outputSchema() {
        return outputSchema;
    }
}
