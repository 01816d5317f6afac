package cz.statex.aiworkers.core.execution;

import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import java.time.Duration;
import java.util.Map;

/** Watches tasks for metrics and traces. Implementations must not throw and must return quickly. Thread-safe. */
public interface TaskObserver {

    /** The seven steps of a task, in order. */
    enum Stage {
        RECEPTION,
        VALIDATION,
        PREPROCESSING,
        PROCESSING,
        POSTPROCESSING,
        SUBMISSION,
        CLEANUP;
    }

    /** How a delivery ended. */
    enum Outcome {
        SUCCEEDED,
        FAILED,
        RETRYING,
        CANCELLED,
        EXPIRED,
        HANDED_BACK,
        /** Answered again from the store. */
        REPEATED,
        /** Kept for later, or left to the worker that holds it. */
        PARKED,
        UNPROCESSABLE,
        /** The fence was lost: another worker answers. */
        FENCED,
        /** Neither store nor broker could take the outcome: the message comes again. */
        UNSETTLED;
    }

    /** A delivery of {@code taskType} was taken up on the current thread; its headers may carry a trace context. */
    Observation begin(String taskType, Map<String, String> headers);

    /** One delivery, on one thread. Closing it ends it. */
    interface Observation extends AutoCloseable {

        /** Names the task, once it could be read. */
        void task(Task task, int attempt);

        /** A stage begins; closing the scope ends it. */
        AutoCloseable stage(Stage stage);

        /** How long the task waited from submission to this attempt. */
        void queued(Duration wait);

        /** The result cache was asked. */
        void cache(boolean hit);

        /** An attempt failed. */
        void failed(TaskError error);

        /** How it ended. */
        void outcome(Outcome outcome);

        @Override
        void close();
    }
}
