package cz.statex.aiworkers.core.store.entity;

import cz.statex.aiworkers.orchestrator.protocol.PerformanceMetrics;
import cz.statex.aiworkers.orchestrator.protocol.WorkerInfo;
import cz.statex.aiworkers.orchestrator.protocol.WorkerStatus;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A worker of the registry, for reading; its heartbeats write it. */
@Entity
@Immutable
@Table(name = "worker")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
public class WorkerEntity {

    @Id
    private String workerId;

    private String serviceName;
    private String workerType;

    @JdbcTypeCode(SqlTypes.ARRAY)
    private List<String> capabilities;

    private String status;
    private int slots;
    private int busySlots;

    @JdbcTypeCode(SqlTypes.ARRAY)
    private List<String> models;

    private String device;
    private long succeeded;
    private long failed;
    private double meanMs;
    private @Nullable String version;
    private Instant startedAt;
    private Instant lastSeenAt;

    /** For Hibernate. */
    protected WorkerEntity() {}

    /** The worker as the wire contract has it. */
    public WorkerInfo toWorkerInfo() {
        return new WorkerInfo(
                workerId,
                serviceName,
                workerType,
                List.copyOf(capabilities),
                WorkerStatus.ofWireName(status),
                slots,
                busySlots,
                List.copyOf(models),
                device,
                new PerformanceMetrics(succeeded, failed, meanMs),
                version,
                startedAt,
                lastSeenAt);
    }
}
