package cz.statex.aiworkers.core.registry;

import cz.statex.aiworkers.orchestrator.protocol.WorkerInfo;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** The registry's durable part. Thread-safe; throws {@code StoreUnavailableException} when it cannot be reached. */
public interface WorkerStore {

    /** Inserts or replaces a worker, and the input and output schemas of the task types it serves. */
    void register(WorkerInfo worker, Map<String, TaskSchemas> schemas);

    /** Updates what changes and sets {@code lastSeenAt} by the store's clock. */
    void heartbeat(WorkerInfo worker);

    /** Marks a worker STOPPED. */
    void unregister(String workerId);

    /** Marks every worker LOST whose last heartbeat is older than {@code silence}; returns their ids. */
    List<String> markLost(Duration silence);

    /**
     * Ends running attempts whose lease has expired, at most {@code limit}: back to RETRYING, or FAILED with
     * {@code worker_lost} when attempts are exhausted; a cancelling one becomes CANCELLED.
     *
     * @return how many
     */
    int reap(int limit);

    /** The task types that an operator has paused. */
    Set<String> pausedTaskTypes();

    /** The schemas of one task type. */
    record TaskSchemas(ObjectNode input, ObjectNode output) {}
}
