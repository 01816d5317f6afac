package cz.statex.aiworkers.core.broker;

import cz.statex.aiworkers.embedded.PrivateRabbit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;

/** The adapter on RabbitMQ. */
class RabbitMqBrokerIT extends RabbitBrokerContract {

    private static PrivateRabbit server;

    @BeforeAll
    static void startTheServer() {
        Assumptions.assumeTrue(PrivateRabbit.isInstalled(), "the package rabbitmq-server is not installed");
        server = PrivateRabbit.startTemporary();
    }

    @AfterAll
    static void endTheServer() {
        server.close();
    }

    @Override
    String url() {
        return server.url();
    }

    @Override
    void stopServer() {
        server.stop();
    }

    @Override
    void startServer() {
        server.restart();
    }
}
