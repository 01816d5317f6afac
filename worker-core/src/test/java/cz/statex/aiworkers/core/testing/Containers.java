package cz.statex.aiworkers.core.testing;

import java.io.IOException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.rabbitmq.RabbitMQContainer;

/** Servers in containers. Loaded only where Docker answers: other modules' tests lack Testcontainers. */
final class Containers {

    private static final int REDIS_PORT = 6379;

    private Containers() {}

    static RunningServer rabbitMq() {
        RabbitMQContainer container = new RabbitMQContainer("rabbitmq:4-alpine");
        container.start();
        String url = "amqp://guest:guest@" + container.getHost() + ":" + container.getAmqpPort();
        return new RunningServer(
                "RabbitMQ container", url, name -> createVirtualHost(container, url, name), container::stop);
    }

    private static String createVirtualHost(RabbitMQContainer container, String url, String name) {
        try {
            container.execInContainer("rabbitmqctl", "add_vhost", name);
            container.execInContainer("rabbitmqctl", "set_permissions", "-p", name, "guest", ".*", ".*", ".*");
        } catch (IOException e) {
            throw new IllegalStateException("cannot create virtual host " + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating virtual host " + name, e);
        }
        return url + "/" + name;
    }

    static RunningServer postgres() {
        PostgreSQLContainer container = new PostgreSQLContainer("postgres:17-alpine");
        container.start();
        String url = "postgresql://" + container.getUsername() + ":" + container.getPassword() + "@"
                + container.getHost() + ":" + container.getFirstMappedPort() + "/" + container.getDatabaseName();
        return new RunningServer(
                "PostgreSQL container", url, name -> TestDatabase.of(url).createSibling(name), container::stop);
    }

    static RunningServer redis() {
        GenericContainer<?> container = new GenericContainer<>("redis:7-alpine").withExposedPorts(REDIS_PORT);
        container.start();
        String url = "redis://" + container.getHost() + ":" + container.getMappedPort(REDIS_PORT);
        return new RunningServer("Redis container", url, name -> url, container::stop);
    }
}
