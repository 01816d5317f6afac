package cz.statex.aiworkers.core.registry;

import cz.statex.aiworkers.core.execution.StoreUnavailableException;
import cz.statex.aiworkers.orchestrator.protocol.WorkerInfo;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This worker's place in the registry: joins it with the schemas of what it serves, and leaves it. */
public final class Membership {

    private static final Logger log = LoggerFactory.getLogger(Membership.class);

    private final WorkerStore workers;
    private final WorkerEvents events;
    private final Supplier<WorkerInfo> self;
    private final Map<String, WorkerStore.TaskSchemas> schemas;

    /**
     * Prepares a membership.
     *
     * @param workers the registry
     * @param events tells the orchestrator
     * @param self this worker as it is now
     * @param schemas of the task types it serves
     */
    public Membership(
            WorkerStore workers,
            WorkerEvents events,
            Supplier<WorkerInfo> self,
            Map<String, WorkerStore.TaskSchemas> schemas) {
        this.workers = workers;
        this.events = events;
        this.self = self;
        this.schemas = Map.copyOf(schemas);
    }

    /**
     * Registers this worker.
     *
     * @throws StoreUnavailableException if the registry cannot be reached
     */
    public void join() {
        WorkerInfo info = self.get();
        workers.register(info, schemas);
        events.publish(WorkerEvents.Event.REGISTERED, info);
    }

    /** Unregisters this worker; without the store it is marked lost by others in time. */
    public void leave() {
        WorkerInfo info = self.get();
        try {
            workers.unregister(info.workerId());
        } catch (StoreUnavailableException e) {
            log.warn("The registry cannot be reached; others will mark this worker lost");
        }
        events.publish(WorkerEvents.Event.UNREGISTERED, info);
    }
}
