package cz.statex.aiworkers.orchestrator.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.embedded.EmbeddedBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ConnectFailuresIT {

    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.startInMemory();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void wrongCredentialsAreNamedWithoutThem() {
        String url = broker.url().replaceFirst("//.*@", "//guest:s3cret@");

        assertThatThrownBy(() -> AiWorkersClient.connect(url))
                .isInstanceOf(AiWorkersException.Unreachable.class)
                .hasMessageContaining("guest:***@")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void aPortWhereNobodyListensIsSaid() {
        assertThatThrownBy(() -> AiWorkersClient.connect("amqp://guest:guest@127.0.0.1:1"))
                .isInstanceOf(AiWorkersException.Unreachable.class)
                .hasMessage("cannot connect to amqp://guest:***@127.0.0.1:1: nothing listens there");
    }

    @Test
    void anAddressThatIsNoneIsSaid() {
        assertThatThrownBy(() -> AiWorkersClient.connect("http://me:s3cret@somewhere"))
                .isInstanceOf(AiWorkersException.Unreachable.class)
                .hasMessageContaining("is no broker address")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void anUnknownVirtualHostIsRefused() {
        assertThatThrownBy(() -> AiWorkersClient.connect(broker.url() + "/nowhere"))
                .isInstanceOf(AiWorkersException.Unreachable.class)
                .hasMessageContaining("cannot connect to");
    }

    @Test
    void aBrokerWithoutWorkersIsSaid() {
        try (AiWorkersClient client = AiWorkersClient.connect(broker.url())) {
            assertThatThrownBy(() -> client.fleet().workers()).isInstanceOf(AiWorkersException.NoWorkers.class);
        }
    }
}
