package cz.statex.aiworkers.orchestrator.client;

import cz.statex.aiworkers.orchestrator.protocol.Job;
import cz.statex.aiworkers.orchestrator.protocol.Query;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tasks and jobs that were submitted here and have not ended. Answers are expected on the reply queue, but a reply may
 * get lost with a connection, so what stays unanswered is asked for: after the poll interval, then ever more rarely.
 * Thread-safe.
 */
final class Outstanding {

    private static final Logger log = LoggerFactory.getLogger(Outstanding.class);
    private static final int SLOWEST = 12;
    private static final int MOST_AT_ONCE = 100;

    private final ConcurrentMap<UUID, TaskHandle> tasks = new ConcurrentHashMap<>();
    private final ConcurrentMap<UUID, JobHandle> jobs = new ConcurrentHashMap<>();
    private final Clock clock;
    private final Duration interval;
    private final Executor callbacks;

    Outstanding(Clock clock, Duration interval, Executor callbacks) {
        this.clock = clock;
        this.interval = interval;
        this.callbacks = callbacks;
    }

    /** The handle of a task: the open one if there is one, else a new one. */
    TaskHandle open(UUID id, Function<Wait, TaskHandle> newHandle) {
        return tasks.computeIfAbsent(id, key -> newHandle.apply(new Wait()));
    }

    JobHandle openJob(UUID id, Function<Wait, JobHandle> newHandle) {
        return jobs.computeIfAbsent(id, key -> newHandle.apply(new Wait()));
    }

    /** Nobody will answer: the task or job could not be submitted. */
    void abandon(UUID id, AiWorkersException reason) {
        TaskHandle task = tasks.remove(id);
        if (task != null) {
            task.abandon(reason);
        }
        JobHandle job = jobs.remove(id);
        if (job != null) {
            job.abandon(reason);
        }
    }

    /** News of a task: its result, or how far it is. */
    void received(Task task) {
        TaskHandle handle = tasks.get(task.id());
        if (handle == null) {
            return;
        }
        if (task.statusOrDefault().isTerminal()) {
            tasks.remove(task.id());
        }
        callbacks.execute(() -> handle.received(task));
    }

    /** News of a job. */
    void received(Job job) {
        JobHandle handle = jobs.get(job.id());
        if (handle == null) {
            return;
        }
        if (job.status() != Job.Status.RUNNING) {
            jobs.remove(job.id());
        }
        callbacks.execute(() -> handle.received(job));
    }

    /** Asks for what is due. Not more than a hundred at once: the rest has its turn at the next call. */
    void poll(Questions questions) {
        Instant now = clock.instant();
        tasks.values().stream()
                .filter(handle -> handle.due().passed(now))
                .limit(MOST_AT_ONCE)
                .forEach(handle -> ask(questions, Query.TASK_GET, handle.id(), Task.class, this::received));
        jobs.values().stream()
                .filter(handle -> handle.due().passed(now))
                .limit(MOST_AT_ONCE)
                .forEach(handle -> ask(questions, Query.JOB_GET, handle.id(), Job.class, this::received));
    }

    /** Answers may have been lost: asks for everything soon. */
    void askForAll() {
        tasks.values().forEach(handle -> handle.due().now());
        jobs.values().forEach(handle -> handle.due().now());
    }

    /** Gives up on everything. */
    void close() {
        tasks.keySet().forEach(id -> abandon(id, new AiWorkersException.Closed()));
        jobs.keySet().forEach(id -> abandon(id, new AiWorkersException.Closed()));
    }

    private static <T> void ask(Questions questions, String operation, UUID id, Class<T> type, Consumer<T> received) {
        ObjectNode arguments = Wire.mapper().createObjectNode().put("id", id.toString());
        CompletableFuture<Void> unused = questions
                .ask(operation, arguments)
                .thenAccept(result -> received.accept(Wire.mapper().treeToValue(result, type)))
                .exceptionally(failure -> {
                    // Often the fleet does not know the task yet: it waits in its queue. The next poll will tell.
                    log.debug("{} of {} has no answer, it is asked again later", operation, id, failure);
                    return null;
                });
    }

    /** When something is to be asked for. */
    final class Wait {
        private Instant next = clock.instant().plus(interval);
        private Duration length = interval;

        /** Whether it is time; if so, the next time is set. */
        synchronized boolean passed(Instant now) {
            if (now.isBefore(next)) {
                return false;
            }
            Duration slowest = interval.multipliedBy(SLOWEST);
            length = length.multipliedBy(2).compareTo(slowest) > 0 ? slowest : length.multipliedBy(2);
            next = now.plus(length);
            return true;
        }

        /** It is time now. */
        synchronized void now() {
            next = clock.instant();
            length = interval;
        }
    }
}
