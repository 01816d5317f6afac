package cz.statex.aiworkers.orchestrator.protocol;

import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A question to the fleet, published to {@link Topology#QUERY_QUEUE} with {@code reply_to} and {@code correlation_id}
 * properties; any worker answers it from the store with a {@link Reply}.
 *
 * @param operation one of the constants of this type
 * @param arguments what the operation needs, by name
 */
public record Query(@NotNull String operation, @NotNull ObjectNode arguments) {

    /** {@code id} → a {@link Task}. */
    public static final String TASK_GET = "tasks.get";

    /** {@code status?, task_type?, job_id?, limit?, before?} → {@link Task}s, newest first, without inputs and outputs. */
    public static final String TASK_LIST = "tasks.list";

    /** {@code id, task_type?} → the {@link Task} after the cancel was accepted. */
    public static final String TASK_CANCEL = "tasks.cancel";

    /** {@code id} → the {@link Attempt}s of a task, oldest first. */
    public static final String TASK_ATTEMPTS = "tasks.attempts";

    /** {@code id, policy, total} → the {@link Job}. Repeating it is harmless. */
    public static final String JOB_CREATE = "jobs.create";

    /** {@code id} → a {@link Job}. */
    public static final String JOB_GET = "jobs.get";

    /** {@code status?, limit?} → {@link Job}s, newest first. */
    public static final String JOB_LIST = "jobs.list";

    /** {@code id} → the {@link Job} after every task of it that has not ended was cancelled. */
    public static final String JOB_CANCEL = "jobs.cancel";

    /** No argument → {@link WorkerInfo}s. */
    public static final String WORKER_LIST = "workers.list";

    /** No argument → {@link Queue}s, by name. */
    public static final String QUEUE_LIST = "queues.list";

    /** {@code task_type} → nothing; every worker stops taking tasks of the type. */
    public static final String QUEUE_PAUSE = "queues.pause";

    /** {@code task_type} → nothing; every worker takes tasks of the type again. */
    public static final String QUEUE_RESUME = "queues.resume";

    /**
     * {@code model, by} → nothing; every worker that has the model in memory loads what its catalog says now beside it and
     * lends that from then on. {@code model} is a name of the catalog, or {@code name@version}.
     */
    public static final String MODEL_RELOAD = "models.reload";

    /** {@code kind?, task_type?, limit?} → {@link DeadLetter}s without bodies, newest first. */
    public static final String DEAD_LETTER_LIST = "dead_letters.list";

    /** {@code id} → a {@link DeadLetter} with its body. */
    public static final String DEAD_LETTER_SHOW = "dead_letters.show";

    /** {@code id, by} → the {@link Task} that is queued again with its attempts reset. */
    public static final String DEAD_LETTER_REPLAY = "dead_letters.replay";

    /** {@code id?, kind?, by} → {@code purged}: how many were deleted. */
    public static final String DEAD_LETTER_PURGE = "dead_letters.purge";

    /** {@code task_type} → {@code input} and {@code output} JSON Schemas. */
    public static final String SCHEMA_GET = "schemas.get";

    /**
     * The answer to a query.
     *
     * @param result what was asked for, null with an error
     * @param error why it could not be answered, null with a result
     */
    public record Reply(@Nullable JsonNode result, @Nullable TaskError error) {}

    /**
     * One attempt of a task.
     *
     * @param number of the attempt, from 1
     * @param workerId who held it
     * @param status how it ended: running, succeeded, failed, retrying (failed, and another one follows), cancelled
     * @param error why it failed
     * @param startedAt when it was granted
     * @param completedAt when it ended, null while it runs
     */
    public record Attempt(
            int number,
            @NotNull String workerId,
            @NotNull TaskStatus status,
            @Nullable TaskError error,
            @NotNull Instant startedAt,
            @Nullable Instant completedAt) {}

    /**
     * One task queue.
     *
     * @param name of the queue
     * @param taskType served by it
     * @param priority its class
     * @param ready messages that wait in it
     * @param consumers that serve it
     * @param paused whether an operator stopped its type
     */
    public record Queue(
            @NotNull String name,
            @NotNull String taskType,
            @NotNull Priority priority,
            int ready,
            int consumers,
            boolean paused) {}
}
