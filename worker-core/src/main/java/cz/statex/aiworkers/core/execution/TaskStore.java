package cz.statex.aiworkers.core.execution;

import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The durable truth about tasks. Leases are measured by the store's own clock, so that workers need not agree on the
 * time. Calls block; concurrent ones may share a commit. Thread-safe.
 *
 * <p>Every method throws {@link StoreUnavailableException} if the store cannot be reached: nothing has happened then, or
 * it is unknown whether it has, and calling again is safe.
 */
public interface TaskStore {

    /**
     * Asks for the right to work on a delivered task. Counts the attempt before it is granted, so that a task that kills
     * its process cannot loop.
     *
     * @param task as delivered
     * @param fingerprint of its type, input and parameters; tells a redelivery from an impostor
     * @param traceparent the trace that it belongs to; kept for what is published without this delivery
     * @param workerId who asks
     * @param lease how long the right holds unless renewed
     */
    Claim claim(Task task, String fingerprint, @Nullable String traceparent, String workerId, Duration lease);

    /**
     * Ends an attempt, if it still holds its fence, together with what follows: job counters and decision, dead letter,
     * attempt history.
     *
     * @return the task as stored after it, empty if the fence was lost (whatever the attempt produced must be dropped)
     */
    Optional<Task> settle(Attempt attempt, Settlement settlement);

    /**
     * Keeps a message that is no valid task, as a dead letter, and marks the task FAILED where {@code task} names one
     * that the store does not know yet.
     *
     * @param task what could be read of it, null if nothing
     * @param error why it was refused
     * @param body the message as received
     * @param traceparent the trace that it belongs to; kept with a task that was unknown
     * @return the failed task to answer with, empty if no task could be read or its id belongs to another task
     */
    Optional<Task> reject(@Nullable Task task, TaskError error, byte[] body, @Nullable String traceparent);

    /** Stores how far an attempt is, if it still holds its fence. */
    void progress(Attempt attempt, Task.Progress progress);

    /**
     * Renews the leases of a worker's running attempts.
     *
     * @return which of them are lost, and which of them shall be cancelled
     */
    Leases renew(Collection<Attempt> attempts, Duration lease);

    /** Waits until the store can be reached or {@code timeout} has passed; returns whether it can be. */
    boolean ping(Duration timeout);

    /**
     * The outcome of a renewal.
     *
     * @param lost tasks whose fence is gone
     * @param cancelling tasks for which a cancel was accepted
     */
    record Leases(Set<UUID> lost, Set<UUID> cancelling) {}
}
