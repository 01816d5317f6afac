package cz.statex.aiworkers.core.config.environment;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** {@code amqp(s)://user:password@host:port/vhost} as Spring Boot's properties. */
final class BrokerUrl {

    private static final int PORT = 5672;
    private static final int TLS_PORT = 5671;

    private BrokerUrl() {}

    static void translate(String url, Map<String, Object> properties) {
        boolean tls = url.startsWith("amqps:");
        ServerUrl server =
                ServerUrl.parse("BROKER_URL", url, new TreeSet<>(Set.of("amqp", "amqps")), tls ? TLS_PORT : PORT);
        properties.put("spring.rabbitmq.host", server.host());
        properties.put("spring.rabbitmq.port", server.port());
        properties.put("spring.rabbitmq.ssl.enabled", tls);
        if (server.username() != null) {
            properties.put("spring.rabbitmq.username", server.username());
        }
        if (server.password() != null) {
            properties.put("spring.rabbitmq.password", server.password());
        }
        if (server.path() != null && !server.path().isEmpty()) {
            properties.put("spring.rabbitmq.virtual-host", server.path());
        }
    }
}
