package cz.statex.aiworkers.core.model;

import cz.statex.aiworkers.core.model.repository.RepositoryObserver;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import java.time.Duration;

/** Watches models for metrics and logs. Implementations must not throw and must return quickly. Thread-safe. */
public interface ModelObserver extends RepositoryObserver {

    /** Sees nothing. */
    ModelObserver NONE = new ModelObserver() {};

    /** A model is in memory: its weights take {@code bytes}, and getting there took {@code took}. */
    default void loaded(ModelRef model, long bytes, Duration took) {}

    /** A model could not be loaded; the next lease tries again. */
    default void failed(String model, ErrorCode code, Throwable cause) {}

    /** A model left memory. */
    default void closed(ModelRef model, long bytes, CloseReason reason) {}

    /** Why a model left memory. */
    enum CloseReason {
        /** Nobody used it for the time to live. */
        IDLE,
        /** The process stops. */
        SHUTDOWN,
        /** It was loaded too late for those who had asked. */
        LATE
    }
}
