package cz.statex.aiworkers.core.query;

import cz.statex.aiworkers.core.execution.StoreUnavailableException;
import cz.statex.aiworkers.core.query.QueueInspector.Depth;
import cz.statex.aiworkers.orchestrator.protocol.Control;
import cz.statex.aiworkers.orchestrator.protocol.DeadLetter;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Job;
import cz.statex.aiworkers.orchestrator.protocol.Query;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers every operation of {@link Query} from the store, and tells the workers what follows from it. */
public final class Queries implements QueryService {

    private static final Logger LOG = LoggerFactory.getLogger(Queries.class);

    private final TaskQueries tasks;
    private final JobQueries jobs;
    private final DeadLetterQueries deadLetters;
    private final FleetQueries fleet;
    private final QueueInspector queues;
    private final Map<String, Function<Arguments, @Nullable Object>> operations = new HashMap<>();

    /** Answers from these ports; {@code queues} also carries orders to the workers. */
    public Queries(
            TaskQueries tasks,
            JobQueries jobs,
            DeadLetterQueries deadLetters,
            FleetQueries fleet,
            QueueInspector queues) {
        this.tasks = tasks;
        this.jobs = jobs;
        this.deadLetters = deadLetters;
        this.fleet = fleet;
        this.queues = queues;
        operations.put(Query.TASK_GET, this::task);
        operations.put(Query.TASK_LIST, this::tasks);
        operations.put(Query.TASK_CANCEL, this::cancelTask);
        operations.put(Query.TASK_ATTEMPTS, this::attempts);
        operations.put(Query.JOB_CREATE, this::createJob);
        operations.put(Query.JOB_GET, this::job);
        operations.put(Query.JOB_LIST, this::jobs);
        operations.put(Query.JOB_CANCEL, this::cancelJob);
        operations.put(Query.WORKER_LIST, arguments -> fleet.workers());
        operations.put(Query.QUEUE_LIST, arguments -> queues());
        operations.put(Query.QUEUE_PAUSE, this::pause);
        operations.put(Query.QUEUE_RESUME, this::resume);
        operations.put(Query.MODEL_RELOAD, this::reloadModel);
        operations.put(Query.DEAD_LETTER_LIST, this::deadLetters);
        operations.put(Query.DEAD_LETTER_SHOW, this::deadLetter);
        operations.put(Query.DEAD_LETTER_REPLAY, this::replay);
        operations.put(Query.DEAD_LETTER_PURGE, this::purge);
        operations.put(Query.SCHEMA_GET, this::schemas);
    }

    @Override
    @SuppressWarnings("ConstantValue") // Both come from JSON, where anything may be absent.
    public Query.Reply answer(Query query) {
        try {
            Function<Arguments, @Nullable Object> operation =
                    query.operation() == null ? null : operations.get(query.operation());
            if (operation == null) {
                throw QueryRefusedException.invalid("operation", "is none of " + new TreeSet<>(operations.keySet()));
            }
            Object result = operation.apply(
                    new Arguments(query.arguments() == null ? Wire.mapper().createObjectNode() : query.arguments()));
            return new Query.Reply(
                    result == null
                            ? Wire.mapper().createObjectNode()
                            : Wire.mapper().valueToTree(result),
                    null);
        } catch (QueryRefusedException e) {
            return new Query.Reply(null, e.error());
        } catch (StoreUnavailableException e) {
            LOG.warn("Query {} failed because the store is away; the client is told to ask again", query.operation());
            return new Query.Reply(
                    null, TaskError.of(ErrorCode.DEPENDENCY_UNAVAILABLE, "the store cannot be reached now"));
        } catch (RuntimeException e) {
            LOG.error("Query {} failed; the client is told that it is our fault", query.operation(), e);
            return new Query.Reply(null, TaskError.of(ErrorCode.INTERNAL, "the query could not be answered"));
        }
    }

    private Task task(Arguments arguments) {
        UUID id = arguments.id();
        return tasks.find(id).orElseThrow(() -> QueryRefusedException.notFound("task " + id));
    }

    private List<Task> tasks(Arguments arguments) {
        return tasks.list(new TaskQueries.Filter(
                arguments.optionalOneOf("status", TaskStatus::ofWireName),
                arguments.optionalText("task_type"),
                arguments.optionalId("job_id"),
                arguments.limit(),
                arguments.optionalTime("before")));
    }

    private Task cancelTask(Arguments arguments) {
        UUID id = arguments.id();
        Task task = tasks.cancel(id, arguments.optionalText("task_type"), arguments.by())
                .orElseThrow(() -> QueryRefusedException.notFound(
                        "task " + id + " yet; name its task_type to cancel it before it arrives"));
        if (task.status() == TaskStatus.CANCELLING) {
            queues.broadcast(Control.cancel(id));
        }
        return task;
    }

    private List<Query.Attempt> attempts(Arguments arguments) {
        UUID id = arguments.id();
        return tasks.attempts(id).orElseThrow(() -> QueryRefusedException.notFound("task " + id));
    }

    private Job createJob(Arguments arguments) {
        UUID id = arguments.id();
        Job.Policy policy = arguments.oneOf("policy", Job.Policy::ofWireName);
        int total = arguments.positive("total");
        Job job = jobs.create(id, policy, total);
        if (job.policy() != policy || job.total() != total) {
            throw QueryRefusedException.conflict("the job id belongs to a job with another policy or total");
        }
        return job;
    }

    private Job job(Arguments arguments) {
        UUID id = arguments.id();
        return jobs.find(id).orElseThrow(() -> QueryRefusedException.notFound("job " + id));
    }

    private List<Job> jobs(Arguments arguments) {
        return jobs.list(arguments.optionalOneOf("status", Job.Status::ofWireName), arguments.limit());
    }

    private Job cancelJob(Arguments arguments) {
        UUID id = arguments.id();
        JobQueries.Cancelled cancelled =
                jobs.cancel(id, arguments.by()).orElseThrow(() -> QueryRefusedException.notFound("job " + id));
        cancelled.running().forEach(task -> queues.broadcast(Control.cancel(task)));
        return cancelled.job();
    }

    private List<Query.Queue> queues() {
        Set<String> paused = fleet.pausedTaskTypes();
        return queues.depths(fleet.taskTypes()).stream()
                .map(depth -> state(depth, paused.contains(depth.taskType())))
                .sorted(Comparator.comparing(Query.Queue::name))
                .toList();
    }

    private @Nullable Object pause(Arguments arguments) {
        String taskType = knownTaskType(arguments);
        fleet.pause(taskType, arguments.by());
        queues.broadcast(new Control(Control.Command.PAUSE, null, taskType, null));
        return null;
    }

    private @Nullable Object resume(Arguments arguments) {
        String taskType = arguments.text("task_type");
        fleet.resume(taskType, arguments.by());
        queues.broadcast(new Control(Control.Command.RESUME, null, taskType, null));
        return null;
    }

    private @Nullable Object reloadModel(Arguments arguments) {
        String model = arguments.text("model");
        fleet.reloadModel(model, arguments.by());
        queues.broadcast(new Control(Control.Command.RELOAD_MODEL, null, null, model));
        return null;
    }

    private List<DeadLetter> deadLetters(Arguments arguments) {
        return deadLetters.list(kind(arguments), arguments.optionalText("task_type"), arguments.limit());
    }

    private DeadLetter deadLetter(Arguments arguments) {
        UUID id = arguments.id();
        return deadLetters.find(id).orElseThrow(() -> QueryRefusedException.notFound("dead letter " + id));
    }

    private Task replay(Arguments arguments) {
        Task task = deadLetters.replay(arguments.id(), arguments.by());
        removeCopies(Set.of(task.id()));
        return task;
    }

    private Map<String, Integer> purge(Arguments arguments) {
        UUID id = arguments.optionalId("id");
        DeadLetterQueries.Purged purged = deadLetters.purge(id, kind(arguments), arguments.by());
        if (id != null && purged.count() == 0) {
            throw QueryRefusedException.notFound("dead letter " + id);
        }
        removeCopies(purged.taskIds());
        return Map.of("purged", purged.count());
    }

    private Object schemas(Arguments arguments) {
        String taskType = arguments.text("task_type");
        return fleet.schemas(taskType).orElseThrow(() -> QueryRefusedException.notFound("task type " + taskType));
    }

    private String knownTaskType(Arguments arguments) {
        String taskType = arguments.text("task_type");
        if (!fleet.taskTypes().contains(taskType)) {
            throw QueryRefusedException.notFound("task type " + taskType);
        }
        return taskType;
    }

    /** The store has decided already: a copy that stays in the broker is only untidy. */
    private void removeCopies(Set<UUID> taskIds) {
        if (taskIds.isEmpty()) {
            return;
        }
        try {
            queues.removeDeadLetters(taskIds);
        } catch (RuntimeException e) {
            LOG.warn("The broker's copies of {} dead letters stay in its queue; they expire there", taskIds.size(), e);
        }
    }

    private static @Nullable String kind(Arguments arguments) {
        String kind = arguments.optionalText("kind");
        if (kind != null && !kind.equals(DeadLetter.DEAD) && !kind.equals(DeadLetter.UNPROCESSABLE)) {
            throw QueryRefusedException.invalid("kind", "must be dead or unprocessable");
        }
        return kind;
    }

    private static Query.Queue state(Depth depth, boolean paused) {
        return new Query.Queue(
                depth.name(), depth.taskType(), depth.priority(), depth.ready(), depth.consumers(), paused);
    }
}
