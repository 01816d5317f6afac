package cz.statex.aiworkers.core.registry;

import cz.statex.aiworkers.orchestrator.protocol.WorkerInfo;

/** Tells the orchestrator about workers; losing an event is harmless, the registry has the truth. Thread-safe. */
public interface WorkerEvents {

    /** What happened to a worker; the routing key is {@code worker.<name>}. */
    enum Event {
        REGISTERED,
        HEARTBEAT,
        UNREGISTERED
    }

    /** Publishes without waiting for a confirm; never throws. */
    void publish(Event event, WorkerInfo worker);
}
