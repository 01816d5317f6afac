package cz.statex.aiworkers.core.query;

import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import java.util.Map;

/** A query cannot be answered; the reply says why. */
public final class QueryRefusedException extends RuntimeException {

    private final transient TaskError error;

    private QueryRefusedException(TaskError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    /** There is no such thing. */
    public static QueryRefusedException notFound(String what) {
        return new QueryRefusedException(TaskError.of(ErrorCode.NOT_FOUND, "there is no " + what));
    }

    /** It cannot be done in the present state. */
    public static QueryRefusedException conflict(String why) {
        return new QueryRefusedException(TaskError.of(ErrorCode.CONFLICT, why));
    }

    /** An argument is missing or wrong. */
    public static QueryRefusedException invalid(String field, String why) {
        return new QueryRefusedException(
                new TaskError(ErrorCode.INVALID_INPUT, field + " " + why, false, Map.of("field", field)));
    }

    /** What the reply says. */
    public TaskError error() {
        return error;
    }
}
