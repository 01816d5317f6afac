package cz.statex.aiworkers.core.execution;

import cz.statex.aiworkers.core.execution.attempt.AttemptContext;
import cz.statex.aiworkers.core.task.TaskStoppedException.Reason;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attempts that run in this process now. Its two threads watch their time limits and report their progress; it owns
 * the threads, the pipeline owns the attempts. Thread-safe.
 */
public final class RunningTasks implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RunningTasks.class);

    /** Work that ignores its time limit loses its lease this long after it, so that another worker can try. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private static final Duration WATCH_INTERVAL = Duration.ofMillis(100);
    private static final Duration PROGRESS_INTERVAL = Duration.ofMillis(500);

    private final TaskStore store;
    private final ResultPublisher publisher;
    private final Clock clock;
    private final ConcurrentMap<AttemptContext, Attempt> running = new ConcurrentHashMap<>();
    private volatile @Nullable Reason stopping;
    private @Nullable ScheduledExecutorService threads;

    /** Progress goes to {@code store} and {@code publisher}; nothing runs before {@link #start()}. */
    public RunningTasks(TaskStore store, ResultPublisher publisher, Clock clock) {
        this.store = store;
        this.publisher = publisher;
        this.clock = clock;
    }

    /** Begins to watch time limits and to report progress. */
    public synchronized void start() {
        if (threads != null) {
            return;
        }
        // Two, because a report may wait for the store and a time limit must not.
        threads = Executors.newScheduledThreadPool(2, work -> {
            Thread thread = new Thread(work, "aiw-task-watch");
            thread.setDaemon(true);
            return thread;
        });
        repeat(threads, this::stopOverdue, WATCH_INTERVAL);
        repeat(threads, this::reportProgress, PROGRESS_INTERVAL);
    }

    private static void repeat(ScheduledExecutorService threads, Runnable work, Duration interval) {
        Runnable guarded = () -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                log.error("Watching the running tasks failed; trying again in {}", interval, e);
            }
        };
        var unused = threads.scheduleWithFixedDelay(
                guarded, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The attempts whose leases are to be renewed: not those that are lost, or long past their time limit. */
    public Collection<Attempt> attempts() {
        Instant now = clock.instant();
        return running.entrySet().stream()
                .filter(entry -> entry.getKey().stopReason() != Reason.FENCED)
                .filter(entry -> now.isBefore(entry.getKey().deadline().plus(GRACE)))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** How many attempts run. */
    public int size() {
        return running.size();
    }

    /** Tells a task to stop because its cancel was accepted; does nothing if it does not run here. */
    public void cancel(UUID taskId) {
        stop(taskId, Reason.CANCELLED);
    }

    /** Tells a task to stop because another worker holds its lease now. */
    public void fence(UUID taskId) {
        stop(taskId, Reason.FENCED);
    }

    private void stop(UUID taskId, Reason reason) {
        running.keySet().stream()
                .filter(context -> context.taskId().equals(taskId))
                .forEach(context -> context.stop(reason));
    }

    /** Tells all tasks to stop, and those that begin from now on as well. */
    public void stopAll(Reason reason) {
        stopping = reason;
        running.keySet().forEach(context -> context.stop(reason));
    }

    /** Stops the threads. Tasks that still run are no longer watched. */
    @Override
    public synchronized void close() {
        if (threads != null) {
            threads.shutdownNow();
            threads = null;
        }
    }

    void begin(Attempt attempt, AttemptContext context) {
        running.put(context, attempt);
        Reason reason = stopping;
        if (reason != null) {
            context.stop(reason);
        }
    }

    void end(AttemptContext context) {
        running.remove(context);
    }

    void stopOverdue() {
        running.keySet().forEach(AttemptContext::stopIfOverdue);
    }

    /** Reports the latest progress of every task, hence at most one report in each interval. */
    void reportProgress() {
        running.forEach((context, attempt) -> context.takeProgress().ifPresent(progress -> report(attempt, progress)));
    }

    private void report(Attempt attempt, Task.Progress progress) {
        try {
            store.progress(attempt, progress);
            publisher.publishProgress(attempt.task().toBuilder()
                    .inputData(null)
                    .parameters(null)
                    .progress(progress)
                    .build());
        } catch (RuntimeException e) {
            log.debug("Progress of task {} was not reported; the next report may be", attempt.taskId(), e);
        }
    }
}
