package cz.statex.aiworkers.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.execution.Attempt;
import cz.statex.aiworkers.core.execution.Claim;
import cz.statex.aiworkers.core.execution.Settlement;
import cz.statex.aiworkers.core.execution.StoreUnavailableException;
import cz.statex.aiworkers.core.query.QueueInspector;
import cz.statex.aiworkers.core.testing.TestDatabase;
import cz.statex.aiworkers.embedded.EmbeddedPostgres;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Query;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.Mockito;

/** A server of its own, which goes away and comes back. */
class OutageIT {

    private static final Duration LEASE = Duration.ofSeconds(60);

    @Test
    void saysThatTheStoreIsAwayAndGoesOnWhenItIsBack(@TempDir Path directory) throws Exception {
        EmbeddedPostgres server = EmbeddedPostgres.start(directory, 0);
        int port = server.port();
        try (StoreFixture store = new StoreFixture(database(server), Duration.ofMillis(500))) {
            Attempt attempt = granted(store, task());
            store.outbox.awaitSignal(Duration.ofMillis(10));
            server.close();

            assertThatThrownBy(() -> store.tasks.claim(task(), "same", null, "worker", LEASE))
                    .isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> store.tasks.settle(attempt, new Settlement.Cancelled()))
                    .isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> store.tasks.renew(List.of(attempt), LEASE))
                    .isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> store.outbox.awaitSignal(Duration.ofSeconds(1)))
                    .isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> store.jobs.find(UUID.randomUUID())).isInstanceOf(StoreUnavailableException.class);
            assertThat(store.tasks.ping(Duration.ofMillis(10))).isFalse();
            Query query = new Query(Query.WORKER_LIST, Wire.mapper().createObjectNode());
            assertThat(store.queries(Mockito.mock(QueueInspector.class))
                            .answer(query)
                            .error())
                    .extracting(TaskError::code)
                    .isEqualTo(ErrorCode.DEPENDENCY_UNAVAILABLE);

            server = EmbeddedPostgres.start(directory, port);
            assertThat(store.tasks.ping(Duration.ofSeconds(20))).isTrue();
            assertThat(store.tasks.settle(attempt, new Settlement.HandedBack())).isPresent();
            granted(store, task());
            store.outbox.awaitSignal(Duration.ofSeconds(5));
        } finally {
            server.close();
        }
    }

    private static TestDatabase database(EmbeddedPostgres server) {
        String jdbcUrl = "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + EmbeddedPostgres.DATABASE;
        return new TestDatabase(server.url(), jdbcUrl, "postgres", "postgres");
    }

    private static Attempt granted(StoreFixture store, Task task) {
        return ((Claim.Granted) store.tasks.claim(task, "same", null, "worker", LEASE)).attempt();
    }

    private static Task task() {
        return Task.builder(UUID.randomUUID(), "test.outage")
                .input("text", "hi")
                .build();
    }
}
