package cz.statex.aiworkers.core.task;

import cz.statex.aiworkers.orchestrator.protocol.Priority;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * The attempt that {@link BaseWorker#process} runs in. Thread-safe: work that fans out may share it with its threads.
 */
public interface TaskContext {

    /** Id of the task. */
    UUID taskId();

    /** Number of this attempt, from 1. */
    int attempt();

    /** The priority class of the task: what is shared, such as a model, serves higher classes first. */
    default Priority priority() {
        return Priority.NORMAL;
    }

    /** When the attempt must have ended. */
    Instant deadline();

    /** Time left until {@link #deadline()}, zero when it has passed. */
    Duration remaining();

    /** Whether the work shall stop: cancelled, out of time, drained or overtaken by another worker. */
    boolean isStopped();

    /**
     * Returns if the work may go on. Call it between pages, segments, batches and decode steps: work that never does can
     * only be abandoned, not stopped.
     *
     * @throws TaskStoppedException if the work shall stop; let it pass through
     */
    void checkpoint() throws TaskStoppedException;

    /** Runs {@code action} when the work shall stop, at once if it already shall; it must return quickly. */
    void onStop(Runnable action);

    /**
     * Tells how far the work is. Cheap: reports beyond two a second are folded into the next one.
     *
     * @param percent 0 to 100
     * @param stage what is being done, for people
     */
    void progress(int percent, String stage);

    /**
     * A directory for this attempt alone, made on the first call and deleted with all its contents when the attempt ends.
     *
     * @throws IOException if it cannot be made, for example because the disk is full
     */
    Path scratchDirectory() throws IOException;
}
