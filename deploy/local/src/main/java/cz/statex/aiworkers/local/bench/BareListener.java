package cz.statex.aiworkers.local.bench;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConfirmListener;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.amqp.core.AcknowledgeMode;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.listener.DirectMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.api.ChannelAwareMessageListener;

/**
 * What the broker alone can do: the same messages, published with confirms into a durable queue of the same kind, taken by
 * a Spring AMQP listener that only acknowledges them.
 */
final class BareListener {

    private static final long LIMIT_SECONDS = 300;

    private final ConnectionFactory factory = new ConnectionFactory();
    private final int window;
    private final int prefetch;

    BareListener(String brokerUrl, int window, int prefetch) {
        try {
            factory.setUri(brokerUrl);
        } catch (URISyntaxException | GeneralSecurityException e) {
            throw new IllegalArgumentException("no broker URL: " + brokerUrl, e);
        }
        this.window = window;
        this.prefetch = prefetch;
    }

    /** Messages a second, from the first publish to the last acknowledgement. */
    double messagesPerSecond(List<byte[]> bodies) throws IOException, TimeoutException, InterruptedException {
        String queue = "aiw-bench-" + UUID.randomUUID();
        CachingConnectionFactory connections = new CachingConnectionFactory(factory);
        try (Connection connection = factory.newConnection("aiw-bench-publisher");
                Channel channel = connection.createChannel()) {
            channel.queueDeclare(queue, true, false, false, arguments(connection));
            CountDownLatch acknowledged = new CountDownLatch(bodies.size());
            DirectMessageListenerContainer container = listener(connections, queue, acknowledged);
            try {
                long start = System.nanoTime();
                publish(channel, queue, bodies);
                if (!acknowledged.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    throw new TimeoutException(
                            "the bare listener got no further; " + acknowledged.getCount() + " missing");
                }
                return bodies.size() / ((System.nanoTime() - start) / 1e9);
            } finally {
                container.destroy();
                channel.queueDelete(queue);
            }
        } finally {
            connections.destroy();
        }
    }

    private static Map<String, Object> arguments(Connection connection) {
        boolean rabbit =
                String.valueOf(connection.getServerProperties().get("product")).contains("RabbitMQ");
        return rabbit ? Map.of("x-queue-type", "quorum") : Map.of();
    }

    private DirectMessageListenerContainer listener(
            CachingConnectionFactory connections, String queue, CountDownLatch acknowledged) {
        DirectMessageListenerContainer container = new DirectMessageListenerContainer(connections);
        container.setQueueNames(queue);
        container.setAcknowledgeMode(AcknowledgeMode.MANUAL);
        container.setPrefetchCount(prefetch);
        container.setMessageListener((ChannelAwareMessageListener) (message, channel) -> {
            if (channel != null) {
                channel.basicAck(message.getMessageProperties().getDeliveryTag(), false);
            }
            acknowledged.countDown();
        });
        container.start();
        return container;
    }

    private void publish(Channel channel, String queue, List<byte[]> bodies) throws IOException, InterruptedException {
        Semaphore permits = new Semaphore(window);
        ConcurrentSkipListSet<Long> unconfirmed = new ConcurrentSkipListSet<>();
        channel.confirmSelect();
        channel.addConfirmListener(new Confirms(unconfirmed, permits));
        AMQP.BasicProperties persistent = MessageProperties.PERSISTENT_BASIC;
        for (byte[] body : bodies) {
            permits.acquire();
            unconfirmed.add(channel.getNextPublishSeqNo());
            channel.basicPublish("", queue, persistent, body);
        }
        permits.acquire(window);
    }

    /** Gives a permit back for every confirmed message. */
    private record Confirms(ConcurrentSkipListSet<Long> unconfirmed, Semaphore permits) implements ConfirmListener {

        @Override
        public void handleAck(long deliveryTag, boolean multiple) {
            if (multiple) {
                while (!unconfirmed.isEmpty() && unconfirmed.first() <= deliveryTag) {
                    unconfirmed.pollFirst();
                    permits.release();
                }
            } else if (unconfirmed.remove(deliveryTag)) {
                permits.release();
            }
        }

        @Override
        public void handleNack(long deliveryTag, boolean multiple) {
            throw new IllegalStateException("the broker refused a message of the benchmark");
        }
    }
}
