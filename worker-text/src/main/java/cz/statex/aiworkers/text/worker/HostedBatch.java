package cz.statex.aiworkers.text.worker;

import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.core.task.TaskStoppedException;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The context of texts of one task that are asked for at the same time. It stops with the task, and when it is closed: then
 * what is still open is wanted by nobody. Thread-safe.
 */
final class HostedBatch implements TaskContext, AutoCloseable {

    private final TaskContext task;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Runnable> stopActions = new ArrayList<>();

    private HostedBatch(TaskContext task) {
        this.task = task;
    }

    /** That of texts of {@code task}. */
    static HostedBatch of(TaskContext task) {
        HostedBatch batch = new HostedBatch(task);
        task.onStop(batch::close);
        return batch;
    }

    /**
     * Waits, unless it stops before.
     *
     * @throws TaskStoppedException if it stops
     */
    void pause(Duration wait) throws InterruptedException {
        boolean unused = closed.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        checkpoint();
    }

    @Override
    public UUID taskId() {
        return task.taskId();
    }

    @Override
    public int attempt() {
        return task.attempt();
    }

    @Override
    public Priority priority() {
        return task.priority();
    }

    @Override
    public Instant deadline() {
        return task.deadline();
    }

    @Override
    public Duration remaining() {
        return task.remaining();
    }

    @Override
    public boolean isStopped() {
        return closed.getCount() == 0 || task.isStopped();
    }

    @Override
    public void checkpoint() throws TaskStoppedException {
        task.checkpoint();
        if (closed.getCount() == 0) {
            throw new TaskStoppedException(TaskStoppedException.Reason.CANCELLED);
        }
    }

    @Override
    public void onStop(Runnable action) {
        synchronized (stopActions) {
            if (closed.getCount() > 0) {
                stopActions.add(action);
                return;
            }
        }
        action.run();
    }

    @Override
    public void progress(int percent, String stage) {
        task.progress(percent, stage);
    }

    @Override
    public Path scratchDirectory() throws IOException {
        return task.scratchDirectory();
    }

    /** Stops what is still open. */
    @Override
    public void close() {
        List<Runnable> actions;
        synchronized (stopActions) {
            closed.countDown();
            actions = List.copyOf(stopActions);
            stopActions.clear();
        }
        actions.forEach(Runnable::run);
    }
}
