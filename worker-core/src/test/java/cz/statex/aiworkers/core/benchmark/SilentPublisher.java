package cz.statex.aiworkers.core.benchmark;

import cz.statex.aiworkers.core.execution.ResultPublisher;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import org.jspecify.annotations.Nullable;

/** Publishes nothing. */
final class SilentPublisher implements ResultPublisher {

    @Override
    public void publish(Task task, @Nullable String correlationId) {}

    @Override
    public void reply(Task task, @Nullable String correlationId) {}

    @Override
    public void publishProgress(Task task) {}

    @Override
    public void publishDeadLetter(byte[] body, @Nullable String taskType, TaskError error, boolean unprocessable) {}
}
