package cz.statex.aiworkers.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import cz.statex.aiworkers.core.execution.StoreUnavailableException;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MembershipTest {

    private final WorkerStore workers = mock(WorkerStore.class);
    private final List<WorkerEvents.Event> events = new ArrayList<>();
    private final Map<String, WorkerStore.TaskSchemas> schemas = Map.of(
            "custom.echo",
            new WorkerStore.TaskSchemas(
                    Wire.mapper().createObjectNode(), Wire.mapper().createObjectNode()));
    private final Membership membership =
            new Membership(workers, (event, worker) -> events.add(event), () -> HeartbeatTest.SELF, schemas);

    @Test
    void joinsWithItsSchemasAndLeaves() {
        membership.join();
        membership.leave();
        verify(workers).register(HeartbeatTest.SELF, schemas);
        verify(workers).unregister("worker-1");
        assertThat(events).containsExactly(WorkerEvents.Event.REGISTERED, WorkerEvents.Event.UNREGISTERED);
    }

    @Test
    void leavesEvenIfTheStoreIsAway() {
        doThrow(new StoreUnavailableException("away", new IllegalStateException()))
                .when(workers)
                .unregister("worker-1");
        membership.leave();
        assertThat(events).containsExactly(WorkerEvents.Event.UNREGISTERED);
    }
}
