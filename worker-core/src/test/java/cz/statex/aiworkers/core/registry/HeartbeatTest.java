package cz.statex.aiworkers.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.atLeast;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import cz.statex.aiworkers.core.execution.Attempt;
import cz.statex.aiworkers.core.execution.RunningTasks;
import cz.statex.aiworkers.core.execution.TaskStore;
import cz.statex.aiworkers.orchestrator.protocol.PerformanceMetrics;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.WorkerInfo;
import cz.statex.aiworkers.orchestrator.protocol.WorkerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HeartbeatTest {

    static final WorkerInfo SELF = new WorkerInfo(
            "worker-1",
            "service",
            "text",
            List.of("custom.echo"),
            WorkerStatus.IDLE,
            5,
            0,
            List.of(),
            "cpu",
            PerformanceMetrics.NONE,
            null,
            Instant.EPOCH,
            Instant.EPOCH);

    private static final Duration LEASE = Duration.ofSeconds(30);

    private final TaskStore tasks = mock(TaskStore.class);
    private final RunningTasks running = mock(RunningTasks.class);
    private final WorkerStore workers = mock(WorkerStore.class);
    private final List<WorkerEvents.Event> events = new ArrayList<>();
    private final RegistryObserver observer = mock(RegistryObserver.class);

    @Test
    void stopsWhatTheStoreSaysIsLostOrCancelled() {
        Task task = Task.builder(UUID.randomUUID(), "custom.echo").build();
        List<Attempt> attempts = List.of(new Attempt(task, 1, "worker-1", Instant.EPOCH));
        UUID cancelled = UUID.randomUUID();
        when(running.attempts()).thenReturn(attempts);
        when(tasks.renew(attempts, LEASE)).thenReturn(new TaskStore.Leases(Set.of(task.id()), Set.of(cancelled)));

        heartbeat(LEASE, LEASE).renew();

        verify(running).fence(task.id());
        verify(running).cancel(cancelled);
        verify(observer).leasesLost(1);
    }

    @Test
    void asksTheStoreForNothingWhileNothingRuns() {
        when(running.attempts()).thenReturn(List.of());
        heartbeat(LEASE, LEASE).renew();
        verify(tasks, never()).renew(any(), any());
    }

    @Test
    void tellsTheRegistryAndTheOrchestratorThatItLives() {
        heartbeat(LEASE, LEASE).beat();
        verify(workers).heartbeat(SELF);
        verify(observer).beat();
        assertThat(events).containsExactly(WorkerEvents.Event.HEARTBEAT);
    }

    @Test
    void beatsOnWhateverTheStoreDoes() {
        doThrow(new IllegalStateException("away")).when(workers).heartbeat(any());
        when(running.attempts()).thenReturn(List.of());
        try (Heartbeat heartbeat = heartbeat(Duration.ofMillis(30), Duration.ofMillis(10))) {
            heartbeat.start();
            verify(workers, timeout(5000).atLeast(3)).heartbeat(SELF);
            verify(running, timeout(5000).atLeast(3)).attempts();
        }
        verify(workers, atLeast(3)).heartbeat(SELF);
    }

    private Heartbeat heartbeat(Duration lease, Duration interval) {
        return new Heartbeat(
                tasks,
                running,
                workers,
                (event, worker) -> events.add(event),
                () -> SELF,
                new Heartbeat.Timing(lease, interval),
                observer);
    }
}
