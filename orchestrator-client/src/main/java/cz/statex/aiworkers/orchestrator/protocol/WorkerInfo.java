package cz.statex.aiworkers.orchestrator.protocol;

import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One worker process as the registry knows it; also the body of {@code worker.registered}, {@code worker.heartbeat} and
 * {@code worker.unregistered} events.
 *
 * @param workerId unique name of the process, for example a pod name
 * @param serviceName name of the deployment
 * @param workerType family it belongs to, for example {@code text}
 * @param capabilities the task types it serves
 * @param status its state
 * @param slots how many tasks it works on at once
 * @param busySlots how many of them are taken
 * @param models names of the models in memory
 * @param device where its models run
 * @param performanceMetrics what it has done since it started
 * @param version version of the software
 * @param startedAt when it registered
 * @param lastSeenAt its last heartbeat
 */
public record WorkerInfo(
        @NotNull String workerId,
        @NotNull String serviceName,
        @NotNull String workerType,
        @NotNull List<String> capabilities,
        @NotNull WorkerStatus status,
        int slots,
        int busySlots,
        @NotNull List<String> models,
        @NotNull String device,
        @NotNull PerformanceMetrics performanceMetrics,
        @Nullable String version,
        @NotNull Instant startedAt,
        @NotNull Instant lastSeenAt) {}
