package cz.statex.aiworkers.core.lifecycle;

import cz.statex.aiworkers.core.execution.DeliverySource;
import cz.statex.aiworkers.core.execution.RunningTasks;
import cz.statex.aiworkers.core.execution.TaskSlots;
import cz.statex.aiworkers.core.lifecycle.HostState.Stage;
import cz.statex.aiworkers.core.task.BaseWorker;
import cz.statex.aiworkers.core.task.TaskStoppedException.Reason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Runs the workers of this process: starts everything in order, takes tasks, and stops in the reverse order so that no
 * task is lost. It starts once and stops once; a stopped process is replaced, not started again.
 *
 * <p>Thread-safe. It starts after the web server and stops before it, so that health can be asked all the time.
 */
public final class WorkerHost implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(WorkerHost.class);

    /** Between the web server's graceful shutdown, which it must precede when stopping, and the very last. */
    private static final int AFTER_WEB_SERVER = Integer.MAX_VALUE - 512;

    private static final Duration STOP_WORK = Duration.ofSeconds(5);

    private final Work work;
    private final List<HostedService> services;
    private final HostState state;
    private final StoreWatch storeWatch;
    private final Duration grace;
    private final Deque<HostedService> started = new ArrayDeque<>();
    private volatile boolean open;

    /**
     * Prepares the process; nothing happens before {@link #start}.
     *
     * @param work the workers and what runs them
     * @param services what tasks need and what runs beside them, in the order of their start; after the last task they
     *     stop in the reverse order
     * @param state shared with health and registry
     * @param storeWatch closed before consumers are cancelled, since it would resume them
     * @param grace how long running tasks may take to end when the process stops
     */
    public WorkerHost(Work work, List<HostedService> services, HostState state, StoreWatch storeWatch, Duration grace) {
        this.work = work;
        this.services = List.copyOf(services);
        this.state = state;
        this.storeWatch = storeWatch;
        this.grace = grace;
    }

    /**
     * Starts; does nothing if it has started already.
     *
     * @throws IllegalStateException if it was stopped before, or if a worker cannot be warmed up
     */
    @Override
    public synchronized void start() {
        if (state.advance(Stage.CREATED, Stage.STARTING)) {
            open = true;
            try {
                begin();
            } catch (RuntimeException | Error e) {
                log.error("The worker cannot start: {}", e.getMessage());
                state.fail();
                end();
                throw e;
            }
        } else if (state.stage() != Stage.RUNNING) {
            throw new IllegalStateException("this worker has ended; start a new process");
        }
    }

    /** Stops in good order; does nothing if it never started or has stopped already. */
    @Override
    public synchronized void stop() {
        if (open) {
            state.advance(Stage.RUNNING, Stage.STOPPING);
            log.info("Stopping: no more tasks are taken, {} running ones have {} to end", work.slots.busy(), grace);
            // First, since it would resume what is cancelled next.
            storeWatch.close();
            work.source.pauseAll();
            drain();
            end();
            log.info("Stopped");
        } else {
            state.advance(Stage.CREATED, Stage.STOPPED);
        }
    }

    /** The process cannot go on: takes no more tasks, and liveness goes down so that it is replaced. */
    public void fail(Throwable cause) {
        log.error("The worker cannot go on and must be replaced; liveness goes down", cause);
        state.fail();
        Thread pausing = new Thread(work.source::pauseAll, "aiw-fail");
        pausing.setDaemon(true);
        pausing.start();
    }

    @Override
    public boolean isRunning() {
        return open;
    }

    @Override
    public int getPhase() {
        return AFTER_WEB_SERVER;
    }

    @Override
    public boolean isPauseable() {
        return false;
    }

    private void begin() {
        for (HostedService service : services) {
            log.debug("starting {}", service.name());
            started.push(service);
            service.start().run();
        }
        Set<String> served = work.taskTypes();
        work.source.start(served, work.slots::accept);
        state.advance(Stage.STARTING, Stage.RUNNING);
        log.info("Ready: {} slots for task types {}", work.slots.capacity(), served);
    }

    private void drain() {
        if (!work.slots.drain(grace)) {
            log.warn("{} tasks still run after {}; telling them to stop", work.slots.busy(), grace);
            work.running.stopAll(Reason.DRAIN);
            if (!work.slots.drain(STOP_WORK)) {
                log.warn("{} tasks do not stop; others take them over when their leases end", work.slots.busy());
            }
        }
    }

    private void end() {
        storeWatch.close();
        work.slots.close();
        work.source.stop();
        while (!started.isEmpty()) {
            HostedService service = started.pop();
            try {
                log.debug("stopping {}", service.name());
                service.stop().run();
            } catch (RuntimeException e) {
                log.warn("{} did not stop in good order; going on", service.name(), e);
            }
        }
        state.stopped();
        open = false;
    }

    /**
     * The workers and what runs them.
     *
     * @param workers one per task type
     * @param source where tasks come from
     * @param slots where tasks run
     * @param running the attempts under way
     */
    public record Work(
            Collection<? extends BaseWorker<?, ?>> workers,
            DeliverySource source,
            TaskSlots slots,
            RunningTasks running) {

        /** The task types that this process serves. */
        public Set<String> taskTypes() {
            Set<String> types = new TreeSet<>();
            workers.forEach(worker -> types.add(worker.taskType()));
            return types;
        }

        /**
         * Loads what the first tasks would otherwise wait for.
         *
         * @throws IllegalStateException if that fails for one of the workers
         */
        public void warmUp() {
            for (BaseWorker<?, ?> worker : workers) {
                try {
                    worker.warmUp();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("interrupted while warming up " + worker.taskType(), e);
                } catch (Exception e) {
                    throw new IllegalStateException(
                            "the worker of " + worker.taskType() + " cannot be warmed up: " + e.getMessage(), e);
                }
            }
        }
    }
}
