package cz.statex.aiworkers.core.lifecycle;

import cz.statex.aiworkers.core.execution.DeliverySource;
import cz.statex.aiworkers.core.execution.TaskSlots;
import cz.statex.aiworkers.orchestrator.protocol.PerformanceMetrics;
import cz.statex.aiworkers.orchestrator.protocol.WorkerInfo;
import cz.statex.aiworkers.orchestrator.protocol.WorkerStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Describes this worker as it is at the moment of asking, for the registry and for health. Thread-safe. */
public final class WorkerProfile implements Supplier<WorkerInfo> {

    private final Identity identity;
    private final Resources resources;
    private final HostState state;
    private final DeliverySource source;
    private final TaskSlots slots;
    private final Clock clock;
    private final Instant startedAt;

    /**
     * Describes a worker that starts now.
     *
     * @param identity what never changes
     * @param resources models and figures
     * @param state of the process
     * @param source whether tasks are taken
     * @param slots how many tasks are worked on
     * @param clock of the heartbeat
     */
    public WorkerProfile(
            Identity identity,
            Resources resources,
            HostState state,
            DeliverySource source,
            TaskSlots slots,
            Clock clock) {
        this.identity = identity;
        this.resources = resources;
        this.state = state;
        this.source = source;
        this.slots = slots;
        this.clock = clock;
        startedAt = clock.instant();
    }

    @Override
    public WorkerInfo get() {
        return new WorkerInfo(
                identity.workerId(),
                identity.serviceName(),
                identity.workerType(),
                List.copyOf(identity.capabilities()),
                status(),
                slots.capacity(),
                slots.busy(),
                resources.models().get(),
                resources.device().get(),
                resources.metrics().get(),
                identity.version(),
                startedAt,
                clock.instant());
    }

    /** The state of this worker; running ones are told apart by their slots and consumers. */
    public WorkerStatus status() {
        return switch (state.stage()) {
            case CREATED, STARTING -> WorkerStatus.STARTING;
            case STOPPING -> WorkerStatus.STOPPING;
            case STOPPED -> WorkerStatus.STOPPED;
            case FAILED -> WorkerStatus.FAILED;
            case RUNNING ->
                isPaused() ? WorkerStatus.PAUSED : slots.busy() > 0 ? WorkerStatus.PROCESSING : WorkerStatus.IDLE;
        };
    }

    private boolean isPaused() {
        Set<String> types = identity.capabilities();
        return !source.isConsuming() || (!types.isEmpty() && state.paused().containsAll(types));
    }

    /**
     * What never changes.
     *
     * @param workerId unique name of the process
     * @param serviceName name of the deployment
     * @param workerType family it belongs to
     * @param capabilities the task types it serves
     * @param version of the software
     */
    public record Identity(
            String workerId,
            String serviceName,
            String workerType,
            Set<String> capabilities,
            @Nullable String version) {}

    /**
     * What changes while it works.
     *
     * @param models names of the models in memory
     * @param device where models run
     * @param metrics what it has done
     */
    public record Resources(
            Supplier<List<String>> models, Supplier<String> device, Supplier<PerformanceMetrics> metrics) {}
}
