package cz.statex.aiworkers.local;

import cz.statex.aiworkers.core.execution.attempt.AttemptContext;
import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;

/** What the work of workers needs where no fleet gives it: in evaluations, and in the bare halves of benchmarks. */
public final class WithoutFleet {

    private static final Duration LIMIT = Duration.ofDays(1);

    private WithoutFleet() {}

    /** Something to run in that nobody stops. It has no scratch folder, so that there is nothing to close. */
    public static TaskContext context() {
        return new AttemptContext(UUID.randomUUID(), 1, Priority.NORMAL, LIMIT, Path.of("unused"), Clock.systemUTC());
    }
}
