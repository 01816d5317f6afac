package cz.statex.aiworkers.core.query;

import cz.statex.aiworkers.orchestrator.protocol.WorkerInfo;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Who serves what. Thread-safe; throws {@code StoreUnavailableException} when it cannot be reached. */
public interface FleetQueries {

    /** All workers of the registry, by id. */
    List<WorkerInfo> workers();

    /** The task types that any worker has ever registered. */
    Set<String> taskTypes();

    /** The task types that are paused. */
    Set<String> pausedTaskTypes();

    /** Remembers that no worker takes tasks of this type. */
    void pause(String taskType, String by);

    /** Forgets it. */
    void resume(String taskType, String by);

    /** Remembers that a model was ordered to be loaded anew. */
    void reloadModel(String model, String by);

    /** The schemas of a task type under {@code input} and {@code output}. */
    Optional<ObjectNode> schemas(String taskType);
}
