package cz.statex.aiworkers.core.execution;

import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import org.jspecify.annotations.Nullable;

/** Tells the orchestrator. Thread-safe. */
public interface ResultPublisher {

    /**
     * Publishes a task's present state to the result exchange and to its {@code reply_to} queue, and returns when the
     * broker has confirmed both. A reply queue that does not exist is counted and logged, not an error: the result is in
     * the store and on the exchange.
     *
     * @throws PublishFailedException if the broker did not confirm in time
     */
    void publish(Task task, @Nullable String correlationId);

    /**
     * Publishes to the task's {@code reply_to} queue alone and returns when the broker has confirmed it: the answer to a
     * message whose id belongs to another task, which the result exchange must not hear of. Does nothing without
     * {@code reply_to}.
     *
     * @throws PublishFailedException if the broker did not confirm in time
     */
    void reply(Task task, @Nullable String correlationId);

    /** Publishes a progress event without waiting for a confirm; losing one is harmless. */
    void publishProgress(Task task);

    /**
     * Puts a copy of a message into the queue of unprocessable messages, or of exhausted tasks, and returns when confirmed.
     *
     * @throws PublishFailedException if the broker did not confirm in time
     */
    void publishDeadLetter(byte[] body, @Nullable String taskType, TaskError error, boolean unprocessable);

    /** The broker did not confirm. The delivery stays unsettled, so the message comes again and is published then. */
    final class PublishFailedException extends RuntimeException {

        /** Wraps what the technology said. */
        public PublishFailedException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
