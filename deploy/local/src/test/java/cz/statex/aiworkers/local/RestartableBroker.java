package cz.statex.aiworkers.local;

import cz.statex.aiworkers.embedded.EmbeddedBroker;
import cz.statex.aiworkers.embedded.FreePort;
import cz.statex.aiworkers.embedded.PrivateRabbit;
import java.nio.file.Path;

/** A durable broker that a test can restart: a private RabbitMQ node where its package is installed. */
abstract class RestartableBroker implements AutoCloseable {

    static RestartableBroker start(Path directory) {
        if (PrivateRabbit.isInstalled()) {
            System.out.println("Crash test broker: private RabbitMQ node");
            return new Rabbit(PrivateRabbit.start(directory, 0));
        }
        System.out.println("Crash test broker: embedded broker on disk (the package rabbitmq-server is not installed)");
        return new Embedded(directory, FreePort.find());
    }

    abstract String url();

    /** Stops it in order and starts it again with what it had. */
    abstract void restart();

    @Override
    public abstract void close();

    private static final class Rabbit extends RestartableBroker {

        private final PrivateRabbit rabbit;

        Rabbit(PrivateRabbit rabbit) {
            this.rabbit = rabbit;
        }

        @Override
        String url() {
            return rabbit.url();
        }

        @Override
        void restart() {
            rabbit.stop();
            rabbit.restart();
        }

        @Override
        public void close() {
            rabbit.close();
        }
    }

    private static final class Embedded extends RestartableBroker {

        private final Path directory;
        private EmbeddedBroker broker;

        Embedded(Path directory, int port) {
            this.directory = directory;
            this.broker = EmbeddedBroker.start(directory, port);
        }

        @Override
        String url() {
            return broker.url();
        }

        @Override
        void restart() {
            int port = broker.port();
            broker.close();
            broker = EmbeddedBroker.start(directory, port);
        }

        @Override
        public void close() {
            broker.close();
        }
    }
}
