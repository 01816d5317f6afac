package cz.statex.aiworkers.core.execution;

import cz.statex.aiworkers.core.execution.TaskObserver.Outcome;
import cz.statex.aiworkers.core.execution.attempt.AttemptContext;
import cz.statex.aiworkers.core.execution.attempt.Backoff;
import cz.statex.aiworkers.core.task.TaskStoppedException.Reason;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends deliveries, always in this order: store, then publish with confirm, then ack. A crash between two of these ends in
 * a redelivery that finds the task ended and publishes again. Thread-safe.
 */
final class Submission {

    private static final Logger log = LoggerFactory.getLogger(Submission.class);

    /** Failures of the message itself: it is kept as it came, for whoever has to find out who sent it. */
    private static final Set<ErrorCode> UNPROCESSABLE =
            EnumSet.of(ErrorCode.UNDECODABLE_MESSAGE, ErrorCode.UNKNOWN_TASK_TYPE, ErrorCode.INVALID_SCHEMA);

    private static final Backoff STORE_RETRIES =
            new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofDays(1), new Random());

    private final TaskStore store;
    private final ResultPublisher publisher;
    private final Runnable storeUnavailable;
    private final Duration patience;
    private final Clock clock;

    /** A settlement that the store cannot take is offered again for {@code patience}: as long as the lease may hold. */
    Submission(TaskStore store, ResultPublisher publisher, Runnable storeUnavailable, Duration patience, Clock clock) {
        this.store = store;
        this.publisher = publisher;
        this.storeUnavailable = storeUnavailable;
        this.patience = patience;
        this.clock = clock;
    }

    /** Ends an attempt; an empty settlement means that the fence was lost while it ran. */
    Outcome submit(Delivery delivery, Attempt attempt, AttemptContext context, Optional<Settlement> settlement) {
        Optional<Task> stored = settlement.flatMap(end -> settle(delivery, attempt, context, end));
        if (stored.isEmpty()) {
            log.info(
                    "Task {} was taken over by another worker; attempt {} is dropped",
                    attempt.taskId(),
                    attempt.number());
            delivery.ack();
            return Outcome.FENCED;
        }
        Task task = stored.get();
        if (task.statusOrDefault().isTerminal()) {
            if (settlement.orElseThrow() instanceof Settlement.Failed failed && isForAPerson(failed)) {
                publisher.publishDeadLetter(
                        delivery.body(), task.taskType(), failed.error(), isUnprocessable(failed.error()));
            }
            publisher.publish(task, delivery.correlationId());
        } else if (task.statusOrDefault() == TaskStatus.QUEUED) {
            delivery.handBack();
            return Outcome.HANDED_BACK;
        }
        delivery.ack();
        if (task.status() == TaskStatus.SUCCEEDED) {
            log.info("Task {} succeeded in attempt {}", attempt.taskId(), attempt.number());
        }
        return outcomeOf(task);
    }

    private Optional<Task> settle(Delivery delivery, Attempt attempt, AttemptContext context, Settlement settlement) {
        Instant until = clock.instant().plus(patience);
        boolean unprocessable = settlement instanceof Settlement.Failed failed && isUnprocessable(failed.error());
        boolean kept = false;
        for (int failures = 1; ; failures++) {
            try {
                if (unprocessable && !kept) {
                    // The task is known, and so is its trace.
                    store.reject(attempt.task(), ((Settlement.Failed) settlement).error(), delivery.body(), null);
                    kept = true;
                }
                return store.settle(attempt, settlement);
            } catch (StoreUnavailableException e) {
                storeUnavailable.run();
                Reason stopped = context.stopReason();
                if (stopped == Reason.DRAIN
                        || stopped == Reason.FENCED
                        || !clock.instant().isBefore(until)) {
                    throw e;
                }
                Duration wait = STORE_RETRIES.next(failures, Duration.ZERO).orElse(STORE_RETRIES.cap());
                log.warn("The store is away; the end of task {} is kept and offered again", attempt.taskId());
                if (store.ping(STORE_RETRIES.cap())) {
                    LockSupport.parkNanos(wait.toNanos());
                }
            }
        }
    }

    /** Answers with a task that had ended before this delivery came. */
    Outcome repeat(Delivery delivery, Task task) {
        TaskError error = task.error();
        if (error != null && error.code() == ErrorCode.WORKER_LOST && task.statusOrDefault() == TaskStatus.FAILED) {
            publisher.publishDeadLetter(delivery.body(), task.taskType(), error, false);
        }
        publisher.publish(task, delivery.correlationId());
        delivery.ack();
        return task.statusOrDefault() == TaskStatus.EXPIRED ? Outcome.EXPIRED : Outcome.REPEATED;
    }

    /** Leaves a delivery to the store's relay, or to the worker that holds the task. */
    Outcome leave(Delivery delivery) {
        delivery.ack();
        return Outcome.PARKED;
    }

    /** Keeps a message that is no valid task and answers whoever can be answered. */
    Outcome refuse(Delivery delivery, @Nullable Task task, TaskError error, @Nullable String traceparent) {
        Optional<Task> failed = store.reject(task, error, delivery.body(), traceparent);
        String type = task == null ? delivery.queueTaskType() : task.taskType();
        publisher.publishDeadLetter(delivery.body(), type, error, true);
        if (failed.isPresent()) {
            publisher.publish(failed.get(), delivery.correlationId());
        } else if (task != null) {
            // The id belongs to another task, whose followers must not take this for its end.
            publisher.reply(refusal(task, error), delivery.correlationId());
        }
        delivery.ack();
        log.info(
                "A message of {} is unprocessable ({}); it waits in the dead letters",
                type,
                error.code().wireName());
        return Outcome.UNPROCESSABLE;
    }

    private Task refusal(Task task, TaskError error) {
        return Task.builder(task.id(), task.taskType())
                .jobId(task.jobId())
                .replyTo(task.replyTo())
                .status(TaskStatus.FAILED)
                .error(error)
                .completedAt(clock.instant())
                .build();
    }

    private static boolean isForAPerson(Settlement.Failed failed) {
        return failed.deadLetter() || isUnprocessable(failed.error());
    }

    private static boolean isUnprocessable(TaskError error) {
        return UNPROCESSABLE.contains(error.code());
    }

    private static Outcome outcomeOf(Task task) {
        return switch (task.statusOrDefault()) {
            case SUCCEEDED -> Outcome.SUCCEEDED;
            case RETRYING -> Outcome.RETRYING;
            case CANCELLED -> Outcome.CANCELLED;
            case EXPIRED -> Outcome.EXPIRED;
            default -> Outcome.FAILED;
        };
    }
}
