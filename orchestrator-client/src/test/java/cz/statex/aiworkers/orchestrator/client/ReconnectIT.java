package cz.statex.aiworkers.orchestrator.client;

import static cz.statex.aiworkers.orchestrator.client.AiWorkersClientContract.LIMIT;
import static cz.statex.aiworkers.orchestrator.client.AiWorkersClientContract.echo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.embedded.EmbeddedBroker;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker goes and comes back while a client waits and submits. */
class ReconnectIT {

    @TempDir
    private Path directory;

    private EmbeddedBroker broker;
    private FakeFleet workers;
    private AiWorkersClient client;

    @BeforeEach
    void start() {
        broker = EmbeddedBroker.start(directory, 0);
        workers = FakeFleet.start(broker.url());
        client = AiWorkersClient.connect(options(Duration.ofSeconds(60)));
    }

    @AfterEach
    void stop() {
        client.close();
        workers.close();
        broker.close();
    }

    @Test
    void whatIsAwaitedAndSubmittedSurvivesARestartOfTheBroker() {
        TaskHandle before = client.submit(echo("hold"));
        int port = broker.port();
        broker.close();

        CompletableFuture<TaskHandle> meanwhile = CompletableFuture.supplyAsync(() -> client.submit(echo("meanwhile")));
        broker = EmbeddedBroker.start(directory, port);
        FakeFleet later = FakeFleet.start(broker.url());
        later.adopt(workers);
        later.finish(before.id());

        assertThat(meanwhile.join().await(LIMIT).status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(before.await(LIMIT).status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(client.submit(echo("after")).await(LIMIT).status()).isEqualTo(TaskStatus.SUCCEEDED);
        later.close();
    }

    @Test
    void aBrokerThatStaysAwayIsSaidInTime() {
        try (AiWorkersClient impatient = AiWorkersClient.connect(options(Duration.ofSeconds(1)))) {
            broker.close();

            assertThatThrownBy(() -> impatient.submit(echo("x")))
                    .isInstanceOf(AiWorkersException.Unreachable.class)
                    .hasMessageContaining("submitting again is safe");
        }
    }

    @Test
    void closingEndsAWaitForTheBroker() {
        broker.close();
        CompletableFuture<TaskHandle> waiting = CompletableFuture.supplyAsync(() -> client.submit(echo("x")));

        client.close();

        assertThat(waiting).failsWithin(LIMIT);
    }

    private ClientOptions options(Duration publish) {
        return ClientOptions.of(broker.url())
                .withPollInterval(Duration.ofMillis(500))
                .withTimeouts(Duration.ofSeconds(5), publish, Duration.ofSeconds(5));
    }
}
