package cz.statex.aiworkers.core.testing;

import cz.statex.aiworkers.core.execution.attempt.AttemptContext;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;

/** Attempts of tasks that no pipeline runs. */
public final class Attempts {

    private Attempts() {}

    /** One that has just begun, has minutes left, and touches no disk. */
    public static AttemptContext begun() {
        return new AttemptContext(
                UUID.randomUUID(), 1, Priority.NORMAL, Duration.ofMinutes(5), Path.of("unused"), Clock.systemUTC());
    }
}
