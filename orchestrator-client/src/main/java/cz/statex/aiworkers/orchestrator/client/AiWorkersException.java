package cz.statex.aiworkers.orchestrator.client;

import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.schema.Violation;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Why a call of the client failed. The nested types are all there are. A task that fails is not among them: its failure
 * is part of its result.
 */
public abstract sealed class AiWorkersException extends RuntimeException {

    private AiWorkersException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The task breaks its schema. Nothing was sent; correct the task. */
    public static final class InvalidTask extends AiWorkersException {
        private final List<Violation> violations;

        InvalidTask(String taskType, List<Violation> violations) {
            super(
                    "the task is no valid " + taskType + ": "
                            + violations.stream().map(Violation::toString).collect(Collectors.joining("; ")),
                    null);
            this.violations = List.copyOf(violations);
        }

        /** What is wrong, field by field. */
        public List<Violation> violations() {
            return violations;
        }
    }

    /** No worker has ever served this task type, so there is no queue for it. Start such a worker, or check the name. */
    public static final class UnknownTaskType extends AiWorkersException {
        private final String taskType;

        UnknownTaskType(String taskType) {
            super("no worker serves the task type '" + taskType + "'; start one or check the name", null);
            this.taskType = taskType;
        }

        /** The type that was asked for. */
        public String taskType() {
            return taskType;
        }
    }

    /** The broker cannot be reached or does not take messages. Whatever was not confirmed may be submitted again. */
    public static final class Unreachable extends AiWorkersException {
        Unreachable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The broker is there, but no worker is: nobody could answer the query. */
    public static final class NoWorkers extends AiWorkersException {
        NoWorkers() {
            super("no worker has been started on this broker yet, so nobody can answer", null);
        }
    }

    /** The wait was longer than its limit. What was asked for may still happen. */
    public static final class TimedOut extends AiWorkersException {
        TimedOut(String message) {
            super(message, null);
        }
    }

    /** The fleet answered with an error, for example that there is no such task. */
    public static final class Refused extends AiWorkersException {
        private final transient TaskError error;

        Refused(TaskError error) {
            super(error.message(), null);
            this.error = error;
        }

        /** The answer. */
        public TaskError error() {
            return error;
        }
    }

    /** The waiting thread was interrupted; its interrupt flag is set again. */
    public static final class Interrupted extends AiWorkersException {
        Interrupted(String message) {
            super(message, null);
        }
    }

    /** The client was closed; what it waited for goes on without it. */
    public static final class Closed extends AiWorkersException {
        Closed() {
            super("the client is closed", null);
        }
    }
}
