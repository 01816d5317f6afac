package cz.statex.aiworkers.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import cz.statex.aiworkers.core.execution.TaskSlots;
import cz.statex.aiworkers.core.lifecycle.HostState.Stage;
import cz.statex.aiworkers.core.testing.contract.ManualClock;
import cz.statex.aiworkers.orchestrator.protocol.PerformanceMetrics;
import cz.statex.aiworkers.orchestrator.protocol.WorkerInfo;
import cz.statex.aiworkers.orchestrator.protocol.WorkerStatus;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkerProfileTest {

    private final ScriptedSource source = new ScriptedSource();
    private final TaskSlots slots = mock(TaskSlots.class);
    private final HostState state = new HostState();
    private final ManualClock clock = new ManualClock();
    private final PerformanceMetrics metrics = new PerformanceMetrics(3, 1, 12.5);

    @Test
    void describesTheWorkerAsItIsNow() {
        WorkerProfile profile = profile(Set.of("custom.echo"));
        when(slots.capacity()).thenReturn(5);
        when(slots.busy()).thenReturn(2);
        clock.advance(Duration.ofSeconds(7));
        WorkerInfo info = profile.get();
        assertThat(info.workerId()).isEqualTo("worker-1");
        assertThat(info.capabilities()).containsExactly("custom.echo");
        assertThat(info.slots()).isEqualTo(5);
        assertThat(info.busySlots()).isEqualTo(2);
        assertThat(info.models()).containsExactly("minilm");
        assertThat(info.performanceMetrics()).isEqualTo(metrics);
        assertThat(Duration.between(info.startedAt(), info.lastSeenAt())).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void derivesItsStatusFromStageConsumersAndSlots() {
        WorkerProfile profile = profile(Set.of("custom.echo"));
        assertThat(profile.status()).isEqualTo(WorkerStatus.STARTING);
        state.advance(Stage.CREATED, Stage.RUNNING);
        assertThat(profile.status()).isEqualTo(WorkerStatus.PAUSED);
        source.consuming = true;
        assertThat(profile.status()).isEqualTo(WorkerStatus.IDLE);
        when(slots.busy()).thenReturn(1);
        assertThat(profile.status()).isEqualTo(WorkerStatus.PROCESSING);
        state.pause("custom.echo");
        assertThat(profile.status()).isEqualTo(WorkerStatus.PAUSED);
        state.advance(Stage.RUNNING, Stage.STOPPING);
        assertThat(profile.status()).isEqualTo(WorkerStatus.STOPPING);
        state.fail();
        assertThat(profile.status()).isEqualTo(WorkerStatus.FAILED);
    }

    @Test
    void isIdleWithoutAnyTaskType() {
        WorkerProfile profile = profile(Set.of());
        source.consuming = true;
        state.advance(Stage.CREATED, Stage.RUNNING);
        assertThat(profile.status()).isEqualTo(WorkerStatus.IDLE);
        state.advance(Stage.RUNNING, Stage.STOPPED);
        assertThat(profile.status()).isEqualTo(WorkerStatus.STOPPED);
    }

    private WorkerProfile profile(Set<String> types) {
        return new WorkerProfile(
                new WorkerProfile.Identity("worker-1", "service", "text", types, null),
                new WorkerProfile.Resources(() -> List.of("minilm"), () -> "cpu", () -> metrics),
                state,
                source,
                slots,
                clock);
    }
}
