package cz.statex.aiworkers.orchestrator.client;

import cz.statex.aiworkers.orchestrator.protocol.Job;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A job whose end is awaited. Thread-safe. Listeners and dependents of the future run on the client's callback thread,
 * like those of {@link TaskHandle}.
 */
public final class JobHandle {

    private static final Logger log = LoggerFactory.getLogger(JobHandle.class);

    private final Fleet fleet;
    private final Outstanding.Wait due;
    private final CompletableFuture<Job> result = new CompletableFuture<>();
    private final List<Consumer<Job>> listeners = new CopyOnWriteArrayList<>();
    private volatile List<TaskHandle> tasks = List.of();
    private final UUID id;
    private Job counted;
    private Job heard;

    JobHandle(Job announced, Fleet fleet, Outstanding.Wait due) {
        this.id = announced.id();
        this.counted = announced;
        this.heard = announced;
        this.fleet = fleet;
        this.due = due;
    }

    /** Id of the job. */
    public UUID id() {
        return id;
    }

    /** The job's tasks, in the order they were given. */
    public List<TaskHandle> tasks() {
        return tasks;
    }

    /** How many tasks have ended, as far as is known here: by their results, or by what the fleet says of the job. */
    public synchronized Job progress() {
        return heard.status() != Job.Status.RUNNING || heard.ended() > counted.ended() ? heard : counted;
    }

    /**
     * Completes when the fleet has decided the job. Tasks may still be running then, under the policies {@code all} and
     * {@code any}. Fails only with {@link AiWorkersException.Closed}.
     */
    public CompletableFuture<Job> result() {
        return result.copy();
    }

    /**
     * Waits for the decision.
     *
     * @throws AiWorkersException.TimedOut if there is none in time; the job goes on
     */
    public Job await(Duration limit) {
        return Waits.join(result, limit, "job " + id);
    }

    /** Tells {@code listener} whenever a task of the job has ended. */
    public JobHandle onProgress(Consumer<Job> listener) {
        listeners.add(listener);
        return this;
    }

    /** Cancels every task of the job that has not ended. */
    public Job cancel() {
        return fleet.cancelJob(id);
    }

    Outstanding.Wait due() {
        return due;
    }

    void tasks(List<TaskHandle> handles) {
        tasks = List.copyOf(handles);
    }

    /** Counts the task when it ends; it belongs to this job. */
    TaskHandle follow(TaskHandle task) {
        CompletableFuture<Void> unused = task.result().thenAccept(this::ended);
        return task;
    }

    private void ended(Task task) {
        synchronized (this) {
            counted = count(counted, task.statusOrDefault());
            if (counted.decide() != Job.Status.RUNNING) {
                // The decision has been made: should its announcement be lost, it is asked for soon.
                due.now();
            }
        }
        tell(progress());
    }

    void received(Job job) {
        synchronized (this) {
            heard = job;
        }
        tell(progress());
        if (job.status() != Job.Status.RUNNING) {
            result.complete(job);
        }
    }

    void abandon(AiWorkersException reason) {
        result.completeExceptionally(reason);
    }

    private void tell(Job job) {
        for (Consumer<Job> listener : listeners) {
            try {
                listener.accept(job);
            } catch (RuntimeException e) {
                log.warn("A progress listener of job {} failed; the job goes on", id, e);
            }
        }
    }

    private static Job count(Job job, TaskStatus ended) {
        int succeeded = job.succeeded() + (ended == TaskStatus.SUCCEEDED ? 1 : 0);
        int cancelled = job.cancelled() + (ended == TaskStatus.CANCELLED ? 1 : 0);
        int failed = job.failed() + (ended == TaskStatus.FAILED || ended == TaskStatus.EXPIRED ? 1 : 0);
        return new Job(
                job.id(),
                job.policy(),
                job.status(),
                job.total(),
                succeeded,
                failed,
                cancelled,
                job.createdAt(),
                job.completedAt());
    }
}
