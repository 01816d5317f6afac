package cz.statex.aiworkers.core.broker;

import cz.statex.aiworkers.embedded.EmbeddedBroker;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The adapter on the embedded broker. */
class QpidBrokerIT extends RabbitBrokerContract {

    @TempDir
    private static Path directory;

    private static EmbeddedBroker server;

    @BeforeAll
    static void startTheServer() {
        server = EmbeddedBroker.start(directory, 0);
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
        server.close();
    }

    @Override
    void startServer() {
        server = EmbeddedBroker.start(directory, server.port());
    }
}
