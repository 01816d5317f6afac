package cz.statex.aiworkers.orchestrator.client;

import cz.statex.aiworkers.embedded.PrivateRabbit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;

/** The same on RabbitMQ, where the server package is installed; the build server has it. */
@EnabledIf("isInstalled")
class RabbitMqClientIT extends AiWorkersClientContract {

    private static PrivateRabbit broker;

    static boolean isInstalled() {
        return PrivateRabbit.isInstalled();
    }

    @BeforeAll
    static void start() {
        broker = PrivateRabbit.startTemporary();
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
