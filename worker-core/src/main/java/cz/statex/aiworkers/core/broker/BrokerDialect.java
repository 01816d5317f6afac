package cz.statex.aiworkers.core.broker;

import com.rabbitmq.client.Connection;
import java.util.Map;

/** What the brokers do differently, chosen by the name a broker gives itself. */
enum BrokerDialect {
    RABBITMQ {
        @Override
        Map<String, Object> taskQueue(String deadQueue) {
            // Explicit, because RabbitMQ 4 drops messages after 20 deliveries where nothing else is said.
            return Map.of(
                    "x-queue-type",
                    "quorum",
                    "x-delivery-limit",
                    TASK_DELIVERY_LIMIT,
                    "x-dead-letter-exchange",
                    "",
                    "x-dead-letter-routing-key",
                    deadQueue);
        }

        @Override
        Map<String, Object> keptQueue() {
            // Looking for a dead letter delivers and returns the others, which must never use up a limit.
            return Map.of("x-queue-type", "quorum", "x-delivery-limit", KEPT_DELIVERY_LIMIT);
        }

        @Override
        boolean refusesUnroutable() {
            return false;
        }
    },

    QPID {
        @Override
        Map<String, Object> taskQueue(String deadQueue) {
            return Map.of("alternateBinding", Map.of("destination", deadQueue), "maximumDeliveryAttempts", 1);
        }

        @Override
        Map<String, Object> keptQueue() {
            return Map.of();
        }

        @Override
        boolean refusesUnroutable() {
            return true;
        }
    };

    private static final int TASK_DELIVERY_LIMIT = 100;
    private static final int KEPT_DELIVERY_LIMIT = 1_000_000;

    /** The dialect of the broker at the other end. */
    static BrokerDialect of(Connection connection) {
        Object product = connection.getServerProperties().get("product");
        return String.valueOf(product).contains("Qpid") ? QPID : RABBITMQ;
    }

    /** Arguments of a queue of tasks, whose messages the broker may give up on only into {@code deadQueue}. */
    abstract Map<String, Object> taskQueue(String deadQueue);

    /** Arguments of a queue whose messages wait for a person. */
    abstract Map<String, Object> keptQueue();

    /**
     * Whether a mandatory message without a queue is refused (and returned only later) instead of being returned and
     * then confirmed.
     */
    abstract boolean refusesUnroutable();
}
