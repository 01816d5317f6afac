package cz.statex.aiworkers.orchestrator.client;

import cz.statex.aiworkers.embedded.EmbeddedBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class EmbeddedBrokerClientIT extends AiWorkersClientContract {

    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.startInMemory();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Override
    String brokerUrl() {
        return broker.url();
    }
}
