package cz.statex.aiworkers.orchestrator.client;

import cz.statex.aiworkers.orchestrator.protocol.Task;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task whose result is awaited. Thread-safe. Listeners and dependents of the future run one after the other on the
 * client's callback thread: they may call the client, but long work belongs on another thread.
 */
public final class TaskHandle {

    private static final Logger log = LoggerFactory.getLogger(TaskHandle.class);

    private final UUID id;
    private final String taskType;
    private final Fleet fleet;
    private final Outstanding.Wait due;
    private final CompletableFuture<Task> result = new CompletableFuture<>();
    private final List<Consumer<Task>> listeners = new CopyOnWriteArrayList<>();

    TaskHandle(UUID id, String taskType, Fleet fleet, Outstanding.Wait due) {
        this.id = id;
        this.taskType = taskType;
        this.fleet = fleet;
        this.due = due;
    }

    /** Id of the task. */
    public UUID id() {
        return id;
    }

    /** Its type. */
    public String taskType() {
        return taskType;
    }

    /**
     * Completes when the task has ended, however it ended: look at its status. Fails with
     * {@link AiWorkersException.Closed} if the client is closed before, or with the reason why the task could not be
     * submitted. Cancelling the future does not cancel the task.
     */
    public CompletableFuture<Task> result() {
        return result.copy();
    }

    /**
     * Waits for the task to end.
     *
     * @throws AiWorkersException.TimedOut if it has not ended in time; it goes on
     */
    public Task await(Duration limit) {
        return Waits.join(result, limit, "task " + id);
    }

    /** Tells {@code listener} whenever the task is heard of before its end: progress, and what polls find. */
    public TaskHandle onProgress(Consumer<Task> listener) {
        listeners.add(listener);
        return this;
    }

    /** Cancels the task; its result then comes as {@code cancelled}, once the work has really stopped. */
    public Task cancel() {
        return fleet.cancel(id, taskType);
    }

    Outstanding.Wait due() {
        return due;
    }

    void received(Task task) {
        if (task.statusOrDefault().isTerminal()) {
            result.complete(task);
            return;
        }
        for (Consumer<Task> listener : listeners) {
            try {
                listener.accept(task);
            } catch (RuntimeException e) {
                log.warn("A progress listener of task {} failed; the task goes on", id, e);
            }
        }
    }

    void abandon(AiWorkersException reason) {
        result.completeExceptionally(reason);
    }
}
