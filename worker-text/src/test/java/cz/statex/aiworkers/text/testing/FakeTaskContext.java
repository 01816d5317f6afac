package cz.statex.aiworkers.text.testing;

import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.core.task.TaskStoppedException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An attempt without a pipeline: notes progress, and stops at the checkpoint it was told to. */
public final class FakeTaskContext implements TaskContext {

    private final List<Integer> percents = new CopyOnWriteArrayList<>();
    private final AtomicInteger checkpointsLeft;

    /** An attempt that is never stopped. */
    public FakeTaskContext() {
        this(Integer.MAX_VALUE);
    }

    /** An attempt that is cancelled after so many checkpoints. */
    public FakeTaskContext(int checkpoints) {
        this.checkpointsLeft = new AtomicInteger(checkpoints);
    }

    /** What was reported, in order. */
    public List<Integer> percents() {
        return percents;
    }

    @Override
    public UUID taskId() {
        return new UUID(0, 1);
    }

    @Override
    public int attempt() {
        return 1;
    }

    @Override
    public Instant deadline() {
        return Instant.MAX;
    }

    @Override
    public Duration remaining() {
        return Duration.ofHours(1);
    }

    @Override
    public boolean isStopped() {
        return checkpointsLeft.get() <= 0;
    }

    @Override
    public void checkpoint() throws TaskStoppedException {
        if (checkpointsLeft.getAndDecrement() <= 0) {
            throw new TaskStoppedException(TaskStoppedException.Reason.CANCELLED);
        }
    }

    @Override
    public void onStop(Runnable action) {
        // It is stopped at checkpoints only.
    }

    @Override
    public void progress(int percent, String stage) {
        percents.add(percent);
    }

    @Override
    public Path scratchDirectory() {
        throw new UnsupportedOperationException();
    }
}
