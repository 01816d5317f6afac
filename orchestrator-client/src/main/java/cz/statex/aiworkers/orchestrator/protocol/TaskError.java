package cz.statex.aiworkers.orchestrator.protocol;

import jakarta.validation.constraints.NotNull;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A failure as the orchestrator sees it. It never carries a stack trace, a class name, a file path or input data.
 *
 * @param code what went wrong, for programs
 * @param message what went wrong, for people; one line
 * @param retryable whether submitting the same task again may end differently
 * @param detail the field, value and limit at fault, where there are such; values are short and never input text
 */
public record TaskError(
        @NotNull ErrorCode code, @NotNull String message, boolean retryable, @Nullable Map<String, Object> detail) {

    /** An error with the code's own retryability and no detail. */
    public static TaskError of(ErrorCode code, String message) {
        return new TaskError(code, message, code.retryable(), null);
    }

    /** An error that names the field at fault, its value and the limit it breaks. */
    public static TaskError ofLimit(ErrorCode code, String message, String field, Object value, Object limit) {
        return new TaskError(code, message, code.retryable(), Map.of("field", field, "value", value, "limit", limit));
    }
}
