package cz.statex.aiworkers.core.execution;

import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** How an attempt ends; written in one transaction with everything that follows from it. */
public sealed interface Settlement {

    /** The task ends SUCCEEDED. */
    record Succeeded(ObjectNode output, @Nullable ModelRef model, Task.Timings timings, boolean cached)
            implements Settlement {}

    /** The task ends FAILED; {@code deadLetter} if its attempts are exhausted and a person should look. */
    record Failed(TaskError error, boolean deadLetter) implements Settlement {}

    /** The task waits RETRYING for {@code delay}, then the relay publishes it again. */
    record Retry(TaskError error, Duration delay) implements Settlement {}

    /** The task ends CANCELLED: the work has really stopped. */
    record Cancelled() implements Settlement {}

    /** The task goes back to its queue and the attempt does not count. */
    record HandedBack() implements Settlement {}
}
