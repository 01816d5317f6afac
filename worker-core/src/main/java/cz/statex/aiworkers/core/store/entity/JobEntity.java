package cz.statex.aiworkers.core.store.entity;

import cz.statex.aiworkers.orchestrator.protocol.Job;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A job, for reading; the transactions that end its tasks write it. */
@Entity
@Immutable
@Table(name = "job")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
public class JobEntity {

    @Id
    private UUID id;

    private String policy;
    private String status;
    private int total;
    private int succeeded;
    private int failed;
    private int cancelled;
    private Instant createdAt;
    private @Nullable Instant completedAt;

    /** For Hibernate. */
    protected JobEntity() {}

    /** The job as the wire contract has it. */
    public Job toJob() {
        return new Job(
                id,
                Job.Policy.ofWireName(policy),
                Job.Status.ofWireName(status),
                total,
                succeeded,
                failed,
                cancelled,
                createdAt,
                completedAt);
    }
}
