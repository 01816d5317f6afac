package cz.statex.aiworkers.core.task;

import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A failure whose treatment the worker decides. Its error travels to the orchestrator as it is: write it for its reader,
 * and put no input text, path or class name into it.
 */
public abstract sealed class TaskFailure extends Exception {

    private final TaskError error;

    private TaskFailure(TaskError error, @Nullable Throwable cause) {
        super(error.message(), cause);
        this.error = error;
    }

    /** What the orchestrator is told. */
    public final TaskError error() {
        return error;
    }

    /** Trying again cannot help: the task ends FAILED at once. */
    public static final class Permanent extends TaskFailure {

        /** Fails with the code's documented meaning. */
        public Permanent(ErrorCode code, String message) {
            this(new TaskError(code, message, false, null));
        }

        /** Fails with a complete error, for example one that names field, value and limit. */
        public Permanent(TaskError error) {
            super(new TaskError(error.code(), error.message(), false, error.detail()), null);
        }
    }

    /** Trying again may help: the task is retried until its attempts are exhausted. */
    public static final class Retryable extends TaskFailure {

        private final @Nullable Duration retryAfter;

        /** Fails with the code's documented meaning; the usual backoff decides when to try again. */
        public Retryable(ErrorCode code, String message, @Nullable Throwable cause) {
            this(code, message, cause, null);
        }

        /** As above, but not before {@code retryAfter} has passed. */
        public Retryable(ErrorCode code, String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
            super(new TaskError(code, message, true, null), cause);
            this.retryAfter = retryAfter;
        }

        /** The shortest wait before the next attempt, if the worker knows one. */
        public Optional<Duration> retryAfter() {
            return Optional.ofNullable(retryAfter);
        }
    }
}
