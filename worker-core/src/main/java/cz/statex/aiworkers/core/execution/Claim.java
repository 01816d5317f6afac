package cz.statex.aiworkers.core.execution;

import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import java.time.Instant;

/** The store's answer to a delivery. */
public sealed interface Claim {

    /** Go on: the attempt is counted and leased to this worker. */
    record Granted(Attempt attempt) implements Claim {}

    /**
     * The task has ended, earlier or by this very claim (expired, or its attempts are exhausted): publish its stored
     * result, then settle.
     */
    record Finished(Task task) implements Claim {}

    /**
     * Another worker holds a live lease. Settle: if that worker is lost the reaper brings the task back, and if not, the
     * relay publishes the result once more, since this delivery might have been its outbox.
     */
    record Busy() implements Claim {}

    /** The store keeps the task and its relay publishes it again at {@code until}: settle. */
    record Parked(Instant until) implements Claim {}

    /** The id or the idempotency key belongs to other content: unprocessable. */
    record Rejected(TaskError error) implements Claim {}
}
