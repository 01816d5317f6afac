package cz.statex.aiworkers.orchestrator.client;

import cz.statex.aiworkers.orchestrator.protocol.DeadLetter;
import cz.statex.aiworkers.orchestrator.protocol.Job;
import cz.statex.aiworkers.orchestrator.protocol.Query;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import cz.statex.aiworkers.orchestrator.protocol.WorkerInfo;
import cz.statex.aiworkers.orchestrator.schema.TypeSchemas;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Questions and orders to the running workers, answered from the store by any of them. Every method waits for the answer
 * and throws {@link AiWorkersException}: {@code Refused} with the fleet's error (for example that there is no such task),
 * {@code TimedOut}, {@code NoWorkers} or {@code Unreachable}. Thread-safe.
 */
public final class Fleet {

    private final Questions questions;
    private final String by;

    Fleet(Questions questions, String by) {
        this.questions = questions;
        this.by = by;
    }

    /**
     * Which tasks to list; an absent field does not narrow the list.
     *
     * @param status that they have
     * @param taskType that they have
     * @param jobId that they belong to
     * @param before only ones submitted before it: the way to the next page
     * @param limit at most so many
     */
    public record TaskFilter(
            @Nullable TaskStatus status,
            @Nullable String taskType,
            @Nullable UUID jobId,
            @Nullable Instant before,
            int limit) {

        /** The latest tasks. */
        public static TaskFilter latest(int limit) {
            return new TaskFilter(null, null, null, null, limit);
        }
    }

    /** A task with all that is stored of it. */
    public Task task(UUID id) {
        return ask(Query.TASK_GET, withId(id), Task.class);
    }

    /** Tasks, newest first, without inputs and outputs. */
    public List<Task> tasks(TaskFilter filter) {
        return list(Query.TASK_LIST, Wire.mapper().valueToTree(filter), Task[].class);
    }

    /** The attempts of a task, oldest first. */
    public List<Query.Attempt> attempts(UUID taskId) {
        return list(Query.TASK_ATTEMPTS, withId(taskId), Query.Attempt[].class);
    }

    /** Cancels a task that a worker has seen. */
    public Task cancel(UUID taskId) {
        return cancel(taskId, null);
    }

    /** Cancels a task; with its type also one that still waits unseen in its queue. */
    public Task cancel(UUID taskId, @Nullable String taskType) {
        ObjectNode arguments = signed(withId(taskId));
        if (taskType != null) {
            arguments.put("task_type", taskType);
        }
        return ask(Query.TASK_CANCEL, arguments, Task.class);
    }

    /** Announces a job; its tasks are submitted with its id afterwards. */
    public Job createJob(UUID id, Job.Policy policy, int total) {
        ObjectNode arguments = withId(id).put("policy", policy.wireName()).put("total", total);
        return ask(Query.JOB_CREATE, arguments, Job.class);
    }

    /** A job. */
    public Job job(UUID id) {
        return ask(Query.JOB_GET, withId(id), Job.class);
    }

    /** Jobs, newest first; of one status if it is named. */
    public List<Job> jobs(Job.@Nullable Status status, int limit) {
        ObjectNode arguments = none().put("limit", limit);
        if (status != null) {
            arguments.put("status", status.wireName());
        }
        return list(Query.JOB_LIST, arguments, Job[].class);
    }

    /** Cancels every task of a job that has not ended. */
    public Job cancelJob(UUID id) {
        return ask(Query.JOB_CANCEL, signed(withId(id)), Job.class);
    }

    /** The worker processes that the registry knows. */
    public List<WorkerInfo> workers() {
        return list(Query.WORKER_LIST, none(), WorkerInfo[].class);
    }

    /** The task queues. */
    public List<Query.Queue> queues() {
        return list(Query.QUEUE_LIST, none(), Query.Queue[].class);
    }

    /** Makes every worker stop taking tasks of a type; running ones finish. */
    public void pause(String taskType) {
        questions.answer(Query.QUEUE_PAUSE, signed(none()).put("task_type", taskType));
    }

    /** Makes every worker take tasks of a type again. */
    public void resume(String taskType) {
        questions.answer(Query.QUEUE_RESUME, signed(none()).put("task_type", taskType));
    }

    /**
     * Makes every worker that has a model in memory load what its catalog says now, and lend that from then on; running
     * tasks keep what they have. Where that fails the model serves on as it was, which the worker logs and counts.
     *
     * @param model name of the catalog, or {@code name@version} for this version alone
     */
    public void reloadModel(String model) {
        questions.answer(Query.MODEL_RELOAD, signed(none()).put("model", model));
    }

    /** Dead letters without bodies, newest first; of one kind and task type if they are named. */
    public List<DeadLetter> deadLetters(@Nullable String kind, @Nullable String taskType, int limit) {
        ObjectNode arguments = none().put("limit", limit);
        if (kind != null) {
            arguments.put("kind", kind);
        }
        if (taskType != null) {
            arguments.put("task_type", taskType);
        }
        return list(Query.DEAD_LETTER_LIST, arguments, DeadLetter[].class);
    }

    /** A dead letter with its body. */
    public DeadLetter deadLetter(UUID id) {
        return ask(Query.DEAD_LETTER_SHOW, withId(id), DeadLetter.class);
    }

    /** Queues the task of a dead letter again with its attempts reset. */
    public Task replay(UUID deadLetterId) {
        return ask(Query.DEAD_LETTER_REPLAY, signed(withId(deadLetterId)), Task.class);
    }

    /** Deletes one dead letter. */
    public int purge(UUID deadLetterId) {
        return purge(withId(deadLetterId));
    }

    /** Deletes all dead letters, or all of one kind; returns how many. */
    public int purgeAll(@Nullable String kind) {
        return purge(kind == null ? none() : none().put("kind", kind));
    }

    /** The schemas of a task type, custom ones included, from a worker that serves it. */
    public TypeSchemas schemas(String taskType) {
        return ask(Query.SCHEMA_GET, none().put("task_type", taskType), TypeSchemas.class);
    }

    private int purge(ObjectNode arguments) {
        return questions
                .answer(Query.DEAD_LETTER_PURGE, signed(arguments))
                .path("purged")
                .asInt(0);
    }

    private <T> T ask(String operation, ObjectNode arguments, Class<T> type) {
        return Wire.mapper().treeToValue(questions.answer(operation, arguments), type);
    }

    private <T> List<T> list(String operation, ObjectNode arguments, Class<T[]> type) {
        JsonNode answer = questions.answer(operation, arguments);
        return answer.isArray() ? List.of(Wire.mapper().treeToValue(answer, type)) : List.of();
    }

    /** Orders are recorded with who gave them. */
    private ObjectNode signed(ObjectNode arguments) {
        return arguments.put("by", by);
    }

    private static ObjectNode withId(UUID id) {
        return none().put("id", id.toString());
    }

    private static ObjectNode none() {
        return Wire.mapper().createObjectNode();
    }
}
