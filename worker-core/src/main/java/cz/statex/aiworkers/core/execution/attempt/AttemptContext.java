package cz.statex.aiworkers.core.execution.attempt;

import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.core.task.TaskStoppedException;
import cz.statex.aiworkers.core.task.TaskStoppedException.Reason;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The context of one attempt: the worker's side is {@link TaskContext}, the rest is the runtime's. The first reason to
 * stop is kept. Closing it deletes the scratch directory. Thread-safe.
 */
public final class AttemptContext implements TaskContext, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AttemptContext.class);

    private final UUID taskId;
    private final int attempt;
    private final Priority priority;
    private final Instant deadline;
    private final Clock clock;
    private final ScratchDirectory scratch;
    private final AtomicReference<Task.@Nullable Progress> unreported = new AtomicReference<>();
    private final List<Runnable> stopActions = new ArrayList<>();
    private volatile @Nullable Reason stopReason;
    private @Nullable Thread working;

    /** The context of an attempt that must have ended {@code limit} from now. */
    public AttemptContext(UUID taskId, int attempt, Priority priority, Duration limit, Path scratchRoot, Clock clock) {
        this.taskId = taskId;
        this.attempt = attempt;
        this.priority = priority;
        this.deadline = clock.instant().plus(limit);
        this.clock = clock;
        this.scratch = new ScratchDirectory(scratchRoot, taskId + "-" + attempt + "-");
    }

    @Override
    public UUID taskId() {
        return taskId;
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public Priority priority() {
        return priority;
    }

    @Override
    public Instant deadline() {
        return deadline;
    }

    @Override
    public Duration remaining() {
        Duration left = Duration.between(clock.instant(), deadline);
        return left.isNegative() ? Duration.ZERO : left;
    }

    @Override
    public boolean isStopped() {
        return stopReason != null;
    }

    @Override
    public void checkpoint() throws TaskStoppedException {
        Reason reason = stopReason;
        if (reason != null) {
            throw new TaskStoppedException(reason);
        }
    }

    @Override
    public void onStop(Runnable action) {
        synchronized (this) {
            if (stopReason == null) {
                stopActions.add(action);
                return;
            }
        }
        runQuietly(action);
    }

    @Override
    public void progress(int percent, String stage) {
        unreported.set(new Task.Progress(Math.max(0, Math.min(100, percent)), stage));
    }

    @Override
    public Path scratchDirectory() throws IOException {
        return scratch.path();
    }

    /** Tells the work to stop, unless it already has been told to. */
    public void stop(Reason reason) {
        List<Runnable> actions;
        synchronized (this) {
            if (stopReason != null) {
                return;
            }
            stopReason = reason;
            actions = List.copyOf(stopActions);
            stopActions.clear();
        }
        actions.forEach(this::runQuietly);
    }

    /** Why the work was told to stop, null if it was not. */
    public @Nullable Reason stopReason() {
        return stopReason;
    }

    /** Stops work whose time has passed and interrupts its thread, once; does nothing before that. */
    public void stopIfOverdue() {
        if (clock.instant().isBefore(deadline)) {
            return;
        }
        stop(Reason.TIMEOUT);
        synchronized (this) {
            if (working != null) {
                working.interrupt();
                working = null;
            }
        }
    }

    /** The worker runs on the current thread from now on, which a passed time limit therefore interrupts. */
    public synchronized void enterWork() {
        working = Thread.currentThread();
    }

    /** The worker has returned. An interrupt that came too late for it is forgotten: it was not meant for what follows. */
    public synchronized void leaveWork() {
        working = null;
        Thread.interrupted();
    }

    /** The latest progress that was not taken yet. */
    public Optional<Task.Progress> takeProgress() {
        return Optional.ofNullable(unreported.getAndSet(null));
    }

    @Override
    public void close() {
        scratch.close();
    }

    private void runQuietly(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            log.warn("A stop action of task {} failed; the task stops at its next checkpoint", taskId, e);
        }
    }
}
