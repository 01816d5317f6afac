package cz.statex.aiworkers.core.registry;

import cz.statex.aiworkers.core.execution.Attempt;
import cz.statex.aiworkers.core.execution.RunningTasks;
import cz.statex.aiworkers.core.execution.TaskStore;
import cz.statex.aiworkers.orchestrator.protocol.WorkerInfo;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that this worker lives: renews the leases of its running attempts three times per lease, stops the ones that the
 * store says are lost or cancelled, and keeps its row in the registry fresh. One thread, {@code aiw-heartbeat}.
 */
public final class Heartbeat implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);
    private static final int RENEWALS_PER_LEASE = 3;
    private static final Duration FIRST_BEAT = Duration.ofSeconds(1);

    private final TaskStore tasks;
    private final RunningTasks running;
    private final WorkerStore workers;
    private final WorkerEvents events;
    private final Supplier<WorkerInfo> self;
    private final Timing timing;
    private final RegistryObserver observer;
    private final BackgroundThread thread = new BackgroundThread("aiw-heartbeat");

    /**
     * Prepares the heartbeat; nothing beats before {@link #start}.
     *
     * @param tasks renews leases
     * @param running the attempts of this process
     * @param workers keeps the registry's rows
     * @param events tells the orchestrator
     * @param self this worker as it is now
     * @param timing how often
     * @param observer counts
     */
    public Heartbeat(
            TaskStore tasks,
            RunningTasks running,
            WorkerStore workers,
            WorkerEvents events,
            Supplier<WorkerInfo> self,
            Timing timing,
            RegistryObserver observer) {
        this.tasks = tasks;
        this.running = running;
        this.workers = workers;
        this.events = events;
        this.self = self;
        this.timing = timing;
        this.observer = observer;
    }

    /** Begins to beat. */
    public void start() {
        thread.repeat(timing.lease().dividedBy(RENEWALS_PER_LEASE), "renew leases", this::renew);
        thread.repeat(firstBeat(), timing.interval(), "tell the registry that this worker lives", this::beat);
    }

    @Override
    public void close() {
        thread.close();
    }

    /** Soon, since the worker registered while it was starting. */
    private Duration firstBeat() {
        return timing.interval().compareTo(FIRST_BEAT) < 0 ? timing.interval() : FIRST_BEAT;
    }

    void renew() {
        Collection<Attempt> attempts = running.attempts();
        if (attempts.isEmpty()) {
            return;
        }
        TaskStore.Leases leases = tasks.renew(attempts, timing.lease());
        leases.lost().forEach(running::fence);
        leases.cancelling().forEach(running::cancel);
        if (!leases.lost().isEmpty()) {
            log.warn("Lost the leases of tasks {}; stopping them, others answer for them", leases.lost());
            observer.leasesLost(leases.lost().size());
        }
    }

    void beat() {
        WorkerInfo info = self.get();
        workers.heartbeat(info);
        observer.beat();
        events.publish(WorkerEvents.Event.HEARTBEAT, info);
    }

    /**
     * How often.
     *
     * @param lease how long an attempt is this worker's without a renewal
     * @param interval between heartbeats in the registry
     */
    public record Timing(Duration lease, Duration interval) {}
}
