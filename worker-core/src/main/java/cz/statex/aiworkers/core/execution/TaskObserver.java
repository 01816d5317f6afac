package cz.statex.aiworkers.core.execution;

import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

    /** Watches nothing. */
    TaskObserver NONE = new None();

    /** A delivery of {@code taskType} was taken up on the current thread; its headers may carry a trace context. */
    Observation begin(String taskType, Map<String, String> headers);

    /** The trace context of the current thread as message headers, for whatever is published on it; empty without one. */
    Map<String, String> traceHeaders();

    /** Continues a trace on the current thread, for what is published until the scope is closed; null continues none. */
    Scope resume(@Nullable String traceparent);

    /** A stretch of time that ends when it is closed. */
    interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    /** One delivery, on one thread. Closing it ends it. */
    interface Observation extends Scope {

        /**
         * What every later attempt at the task continues too, however it comes back: the trace context that the message
         * brought, or else the one that begins here; null if nothing is traced.
         */
        @Nullable
        String origin();

        /** Names the task, once it could be read. */
        void task(Task task, int attempt);

        /** A stage begins; closing the scope ends it. */
        Scope stage(Stage stage);

        /** How long the task waited from submission to this attempt. */
        void queued(Duration wait);

        /** The result cache was asked. */
        void cache(boolean hit);

        /** An attempt failed. */
        void failed(TaskError error);

        /** How it ended. */
        void outcome(Outcome outcome);
    }

    /** An observer that watches nothing. */
    final class None implements TaskObserver, Observation {
        private None() {}

        @Override
        public Observation begin(String taskType, Map<String, String> headers) {
            return this;
        }

        @Override
        public Map<String, String> traceHeaders() {
            return Map.of();
        }

        @Override
        public Scope resume(@Nullable String traceparent) {
            return this;
        }

        @Override
        public @Nullable String origin() {
            return null;
        }

        @Override
        public void task(Task task, int attempt) {}

        @Override
        public Scope stage(Stage stage) {
            return this;
        }

        @Override
        public void queued(Duration wait) {}

        @Override
        public void cache(boolean hit) {}

        @Override
        public void failed(TaskError error) {}

        @Override
        public void outcome(Outcome outcome) {}

        @Override
        public void close() {}
    }
}
