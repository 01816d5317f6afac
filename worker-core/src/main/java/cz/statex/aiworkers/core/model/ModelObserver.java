package cz.statex.aiworkers.core.model;

import cz.statex.aiworkers.core.model.repository.RepositoryObserver;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Watches models for metrics, traces and logs. Models are told by {@code name@version}. Implementations must not throw,
 * and what they throw nevertheless is logged and harms nothing; they must return quickly. Thread-safe.
 */
public interface ModelObserver extends RepositoryObserver {

    /** Sees nothing. */
    ModelObserver NONE = new ModelObserver() {};

    /** The same observer, of which those who tell it something need not fear that it throws. */
    static ModelObserver guarded(ModelObserver observer) {
        return GuardedObserver.of(observer);
    }

    /** A load was ordered by whoever works on this thread; it begins and ends on a thread of its own. */
    default Work loading(String model) {
        return Work.UNSEEN;
    }

    /** A method of a model is called by whoever works on this thread; it begins when a lane is free, on the lane. */
    default Work inferring(String model, String method) {
        return Work.UNSEEN;
    }

    /**
     * Whoever works on this thread hands items to the batcher of a model; it begins when a lane has taken the first of
     * them, on the lane, and ends with the last answer.
     */
    default Work batching(ModelRef model, int items) {
        return Work.UNSEEN;
    }

    /** A model is in memory, where it takes {@code bytes}; getting there took {@code took}. */
    default void loaded(ModelRef model, long bytes, Duration took) {}

    /** A model could not be loaded; the next lease tries again. */
    default void failed(String model, ErrorCode code, Throwable cause) {}

    /** A model that took {@code bytes} left memory. */
    default void closed(ModelRef model, long bytes, CloseReason reason) {}

    /** A reload was ordered and has ended; after a failure the model serves on as it was. */
    default void reloaded(String model, @Nullable Throwable failure) {}

    /** What all models on a device take, those being loaded included, has changed. */
    default void memory(String device, long held, long budget) {}

    /**
     * A batch was computed.
     *
     * @param rows inputs in it
     * @param longest tokens of the longest input, which all are padded to
     * @param tokens of all inputs together, without padding
     */
    default void batched(ModelRef model, int rows, int longest, long tokens) {}

    /** Something that takes time. Each method is called at most once, from whatever thread. */
    interface Work {

        /** Seen by nobody. */
        Work UNSEEN = failure -> {};

        /** The wait is over. */
        default void begun() {}

        /** It is done, or has failed. */
        void ended(@Nullable Throwable failure);
    }

    /** Why a model left memory. */
    enum CloseReason {
        /** Nobody used it for the time to live. */
        IDLE,
        /** It was idle, and another model needed its memory. */
        MEMORY,
        /** It was idle, and its device had no memory left for an inference or a load. */
        OUT_OF_MEMORY,
        /** A reload has put a newer copy in its place. */
        REPLACED,
        /** The process stops. */
        SHUTDOWN,
        /** It was loaded too late for those who had asked. */
        LATE
    }
}
