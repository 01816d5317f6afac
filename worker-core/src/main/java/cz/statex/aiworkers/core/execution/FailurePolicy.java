package cz.statex.aiworkers.core.execution;

import cz.statex.aiworkers.core.execution.attempt.Backoff;
import cz.statex.aiworkers.core.execution.intake.UnprocessableTaskException;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.core.task.TaskStoppedException;
import cz.statex.aiworkers.core.task.TaskStoppedException.Reason;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The table from what went wrong to how the attempt ends. Thread-safe.
 *
 * <table>
 * <caption>Failures</caption>
 * <tr><th>cause</th><th>settlement</th></tr>
 * <tr><td>stopped: cancelled</td><td>Cancelled</td></tr>
 * <tr><td>stopped: drain</td><td>HandedBack, the attempt does not count</td></tr>
 * <tr><td>stopped: fenced</td><td>none, another worker answers</td></tr>
 * <tr><td>stopped: time limit</td><td>Retry with {@code timeout}; exhausted: Failed, dead letter</td></tr>
 * <tr><td>input that breaks its schema, unknown type</td><td>Failed; the message goes to the unprocessable queue</td></tr>
 * <tr><td>{@link TaskFailure.Permanent}</td><td>Failed</td></tr>
 * <tr><td>{@link TaskFailure.Retryable}</td><td>Retry, not before its {@code retryAfter}; exhausted: Failed, dead letter</td></tr>
 * <tr><td>any other exception</td><td>Retry with {@code processing_failed}; exhausted: Failed, dead letter</td></tr>
 * <tr><td>{@link Error}, a broken promise of the worker</td><td>Failed with {@code internal}, dead letter</td></tr>
 * </table>
 */
public final class FailurePolicy {

    private static final TaskError TIMED_OUT = TaskError.of(
            ErrorCode.TIMEOUT, "the attempt ran past its time limit; it is tried again while attempts are left");
    private static final TaskError PROCESSING_FAILED = TaskError.of(
            ErrorCode.PROCESSING_FAILED, "the worker failed; the task is tried again while attempts are left");
    private static final TaskError INTERNAL =
            TaskError.of(ErrorCode.INTERNAL, "the worker broke down on this task; see its log for the cause");

    private final Backoff backoff;

    /** Retries are spaced by {@code backoff}. */
    public FailurePolicy(Backoff backoff) {
        this.backoff = backoff;
    }

    /**
     * How {@code attempt} ends.
     *
     * @param failure what came out of the work
     * @param stopped why the work had been told to stop, null if it had not: then that, and not the failure, decides
     * @return empty if the fence is lost and there is nothing to settle
     */
    Optional<Settlement> settle(Attempt attempt, Throwable failure, @Nullable Reason stopped) {
        if (failure instanceof Error) {
            return Optional.of(new Settlement.Failed(INTERNAL, true));
        }
        Reason reason = failure instanceof TaskStoppedException told ? told.reason() : stopped;
        if (reason != null) {
            return switch (reason) {
                case CANCELLED -> Optional.of(new Settlement.Cancelled());
                case DRAIN -> Optional.of(new Settlement.HandedBack());
                case FENCED -> Optional.empty();
                case TIMEOUT -> Optional.of(retry(attempt, TIMED_OUT, Duration.ZERO));
            };
        }
        if (failure instanceof UnprocessableTaskException unprocessable) {
            return Optional.of(new Settlement.Failed(unprocessable.error(), false));
        }
        if (failure instanceof TaskFailure.Permanent permanent) {
            boolean brokenPromise = permanent.error().code() == ErrorCode.INTERNAL;
            return Optional.of(new Settlement.Failed(permanent.error(), brokenPromise));
        }
        if (failure instanceof TaskFailure.Retryable retryable) {
            Duration atLeast = retryable.retryAfter().orElse(Duration.ZERO);
            return Optional.of(retry(attempt, retryable.error(), atLeast));
        }
        return Optional.of(retry(attempt, PROCESSING_FAILED, Duration.ZERO));
    }

    private Settlement retry(Attempt attempt, TaskError error, Duration atLeast) {
        Optional<Duration> wait = attempt.mayRetry() ? backoff.next(attempt.number(), atLeast) : Optional.empty();
        return wait.<Settlement>map(delay -> new Settlement.Retry(error, delay))
                .orElseGet(() -> new Settlement.Failed(error, true));
    }
}
