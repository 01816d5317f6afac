package cz.statex.aiworkers.orchestrator.client;

import cz.statex.aiworkers.orchestrator.protocol.DeadLetter;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Job;
import cz.statex.aiworkers.orchestrator.protocol.PerformanceMetrics;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import cz.statex.aiworkers.orchestrator.protocol.Query;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import cz.statex.aiworkers.orchestrator.protocol.WorkerInfo;
import cz.statex.aiworkers.orchestrator.protocol.WorkerStatus;
import cz.statex.aiworkers.orchestrator.schema.SchemaCatalog;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The answers of a fleet whose store is a few maps. */
public final class FakeAnswers {

    public static final UUID DEAD_LETTER = new UUID(7, 7);

    private final Map<UUID, Task> tasks;
    private final Map<UUID, Job> jobs;
    /** Nothing is dead, running or queued. */
    public volatile boolean empty;
    /** Queries get no answer. */
    public volatile boolean mute;

    FakeAnswers(Map<UUID, Task> tasks, Map<UUID, Job> jobs) {
        this.tasks = tasks;
        this.jobs = jobs;
    }

    Query.@Nullable Reply answer(Query query) {
        if (mute) {
            return null;
        }
        ObjectNode arguments = query.arguments();
        return switch (query.operation().split("\\.", 2)[0]) {
            case "tasks" -> task(query.operation(), arguments);
            case "jobs" -> job(query.operation(), arguments);
            case "dead_letters" -> deadLetter(query.operation(), arguments);
            default -> fleet(query.operation(), arguments);
        };
    }

    private Query.Reply task(String operation, ObjectNode arguments) {
        return switch (operation) {
            case Query.TASK_LIST ->
                list(tasks.values().stream()
                        .sorted(Comparator.comparing(Task::id))
                        .filter(task -> !empty)
                        .map(task -> task.toBuilder()
                                .inputData(null)
                                .outputData(null)
                                .build())
                        .limit(arguments.path("limit").asInt(50))
                        .toList());
            case Query.TASK_CANCEL -> reply(tasks.computeIfPresent(id(arguments), (key, task) -> cancelled(task)));
            case Query.TASK_ATTEMPTS ->
                list(List.of(new Query.Attempt(
                        1, "worker-001", TaskStatus.SUCCEEDED, null, FakeFleet.TIME, FakeFleet.TIME.plusSeconds(1))));
            default -> reply(tasks.get(id(arguments)));
        };
    }

    private Query.Reply job(String operation, ObjectNode arguments) {
        return switch (operation) {
            case Query.JOB_CREATE -> {
                Job job = Job.announced(
                        id(arguments),
                        Job.Policy.ofWireName(arguments.get("policy").asString()),
                        arguments.get("total").asInt());
                jobs.put(job.id(), job);
                yield reply(job);
            }
            case Query.JOB_LIST -> list(empty ? List.of() : List.copyOf(jobs.values()));
            default -> reply(jobs.get(id(arguments)));
        };
    }

    private Query.Reply deadLetter(String operation, ObjectNode arguments) {
        return switch (operation) {
            case Query.DEAD_LETTER_LIST -> list(empty ? List.of() : List.of(deadLetter(null)));
            case Query.DEAD_LETTER_REPLAY ->
                reply(Task.builder(new UUID(1, 1), FakeFleet.TYPE)
                        .status(TaskStatus.QUEUED)
                        .build());
            case Query.DEAD_LETTER_PURGE -> reply(Map.of("purged", arguments.has("id") ? 1 : 3));
            default -> reply(id(arguments).equals(DEAD_LETTER) ? deadLetter("{\"id\":\"x\"}") : null);
        };
    }

    private Query.Reply fleet(String operation, ObjectNode arguments) {
        return switch (operation) {
            case Query.WORKER_LIST -> list(empty ? List.of() : List.of(worker()));
            case Query.QUEUE_LIST -> list(empty ? List.of() : List.of(queue()));
            case Query.QUEUE_PAUSE, Query.QUEUE_RESUME, Query.MODEL_RELOAD -> new Query.Reply(null, null);
            case Query.SCHEMA_GET ->
                arguments.path("task_type").asString("").equals("custom.word_count")
                        ? reply(SchemaCatalog.find(FakeFleet.TYPE).orElseThrow())
                        : reply(null);
            default -> new Query.Reply(null, TaskError.of(ErrorCode.INVALID_INPUT, "no such operation"));
        };
    }

    private static Query.Queue queue() {
        return new Query.Queue("ai-tasks.test.echo", FakeFleet.TYPE, Priority.NORMAL, 3, 2, false);
    }

    static Job count(Job job, Task ended) {
        boolean succeeded = ended.statusOrDefault() == TaskStatus.SUCCEEDED;
        Job counted = new Job(
                job.id(),
                job.policy(),
                job.status(),
                job.total(),
                job.succeeded() + (succeeded ? 1 : 0),
                job.failed() + (succeeded ? 0 : 1),
                job.cancelled(),
                FakeFleet.TIME,
                null);
        return new Job(
                job.id(),
                job.policy(),
                counted.decide(),
                job.total(),
                counted.succeeded(),
                counted.failed(),
                0,
                FakeFleet.TIME,
                FakeFleet.TIME.plusSeconds(2));
    }

    private static Task cancelled(Task task) {
        return task.toBuilder()
                .status(TaskStatus.CANCELLED)
                .error(TaskError.of(ErrorCode.CANCELLED, "cancelled"))
                .build();
    }

    private static WorkerInfo worker() {
        return new WorkerInfo(
                "worker-001",
                "worker-text",
                "text",
                List.of("test.echo"),
                WorkerStatus.IDLE,
                4,
                1,
                List.of("all-minilm-l6-v2"),
                "cpu",
                new PerformanceMetrics(120, 3, 41.25),
                "0.1.0",
                FakeFleet.TIME,
                FakeFleet.TIME.plusSeconds(30));
    }

    private static DeadLetter deadLetter(@Nullable String body) {
        return new DeadLetter(
                DEAD_LETTER,
                DeadLetter.DEAD,
                new UUID(1, 1),
                FakeFleet.TYPE,
                TaskError.of(ErrorCode.WORKER_LOST, "the process that ran the attempt disappeared"),
                4,
                FakeFleet.TIME,
                null,
                body);
    }

    private static UUID id(ObjectNode arguments) {
        return UUID.fromString(arguments.get("id").asString());
    }

    private static Query.Reply list(List<?> values) {
        return new Query.Reply(Wire.mapper().valueToTree(values), null);
    }

    private static Query.Reply reply(@Nullable Object value) {
        return value == null
                ? new Query.Reply(null, TaskError.of(ErrorCode.NOT_FOUND, "there is no such thing"))
                : new Query.Reply(Wire.mapper().valueToTree(value), null);
    }
}
