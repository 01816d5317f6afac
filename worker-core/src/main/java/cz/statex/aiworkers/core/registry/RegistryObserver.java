package cz.statex.aiworkers.core.registry;

/** Watches the background work of a worker for metrics. Implementations must not throw. Thread-safe. */
public interface RegistryObserver {

    /** Watches nothing. */
    RegistryObserver NONE = new RegistryObserver() {};

    /** A heartbeat reached the store. */
    default void beat() {}

    /** Running attempts lost their leases to others. */
    default void leasesLost(int count) {}

    /** Attempts of lost workers were ended. */
    default void reaped(int count) {}

    /** Messages that the store owed were published. */
    default void relayed(int count) {}
}
