package cz.statex.aiworkers.core.model;

import cz.statex.aiworkers.orchestrator.protocol.ModelRef;

/**
 * A model in memory. Thread-safe; the {@link ModelManager} that loaded it closes it, once, when nobody uses it any
 * more.
 */
public interface LoadedModel extends AutoCloseable {

    /** What results say about the model. */
    ModelRef ref();

    /** Bytes of its weights in memory. */
    long bytes();

    /**
     * Runs the model on inputs of all magnitudes up to its longest, so that no task pays for first times. Called once,
     * after the load and before the model is lent; what it throws makes the load fail.
     */
    default void warmUp() throws Exception {}

    @Override
    void close();
}
