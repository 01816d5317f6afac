package cz.statex.aiworkers.core.query;

import cz.statex.aiworkers.orchestrator.protocol.Control;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What queries need of the broker. Thread-safe. */
public interface QueueInspector {

    /** Depth and consumers of the task queues of these types; queues that do not exist are left out. */
    List<Depth> depths(Set<String> taskTypes);

    /** Sends an order to every worker and returns when the broker has it. */
    void broadcast(Control control);

    /** Removes the broker's copies of dead letters of these tasks; returns how many were found. */
    int removeDeadLetters(Set<UUID> taskIds);

    /**
     * One queue.
     *
     * @param name of the queue
     * @param taskType served by it
     * @param priority its class
     * @param ready messages that wait
     * @param consumers that serve it
     */
    record Depth(String name, String taskType, Priority priority, int ready, int consumers) {}
}
