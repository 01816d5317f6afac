package cz.statex.aiworkers.core.execution.intake;

import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A message is no valid task: no worker can ever process it. Its error holds no input and may be sent to anyone. */
public final class UnprocessableTaskException extends Exception {

    private final TaskError error;
    private final transient @Nullable Task task;

    /**
     * Refuses a message.
     *
     * @param error what is wrong with it
     * @param task what could be read of it: whom to answer; null if not even its id
     */
    public UnprocessableTaskException(TaskError error, @Nullable Task task) {
        super(error.message(), null, false, false);
        this.error = error;
        this.task = task;
    }

    /** What the orchestrator is told. */
    public TaskError error() {
        return error;
    }

    /** Whom to answer, if that much could be read. */
    public Optional<Task> task() {
        return Optional.ofNullable(task);
    }
}
