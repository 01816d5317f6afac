package cz.statex.aiworkers.core.model.catalog;

import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;

/** A model cannot be had. The message travels to orchestrators: it names models, files and tensors, never paths. */
public final class ModelException extends Exception {

    private final ErrorCode code;

    /** Fails with one of the {@code model_*} codes. */
    public ModelException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** The code that orchestrators see. */
    public ErrorCode code() {
        return code;
    }

    /** The same as a failure of the task that needed the model. */
    public TaskFailure asTaskFailure() {
        if (code.retryable()) {
            return new TaskFailure.Retryable(code, String.valueOf(getMessage()), this);
        }
        TaskFailure failure = new TaskFailure.Permanent(code, String.valueOf(getMessage()));
        failure.addSuppressed(this);
        return failure;
    }
}
