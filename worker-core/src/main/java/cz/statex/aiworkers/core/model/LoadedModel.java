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

    @Override
    void close();
}
