package cz.statex.aiworkers.local.fleet;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.Topology;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Publishes whatever bytes a stranger might, and reads what comes back to its reply queue. */
final class RawMessages implements AutoCloseable {

    private static final long LIMIT_SECONDS = 60;

    private final Connection connection;
    private final Channel channel;
    private final String replyQueue;
    private final BlockingQueue<Task> replies = new LinkedBlockingQueue<>();

    RawMessages(String brokerUrl) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(brokerUrl);
        connection = factory.newConnection("bad-input-test");
        channel = connection.createChannel();
        replyQueue = channel.queueDeclare("", false, true, true, Map.of()).getQueue();
        channel.confirmSelect();
        channel.basicConsume(replyQueue, true, new DefaultConsumer(channel) {
            @Override
            public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
                replies.add(Wire.decode(body, Task.class));
            }
        });
    }

    void publish(String routingKey, String body) throws Exception {
        publish(routingKey, body.getBytes(StandardCharsets.UTF_8), replyQueue);
    }

    void publish(String routingKey, byte[] body, String replyTo) throws Exception {
        AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                .deliveryMode(2)
                .contentType("application/json")
                .replyTo(replyTo)
                .build();
        channel.basicPublish(Topology.DEFAULT.taskExchange(), routingKey, properties, body);
        channel.waitForConfirmsOrDie(30_000);
    }

    /** The next message that is not about progress. */
    Task reply() throws InterruptedException {
        Task reply;
        do {
            reply = Objects.requireNonNull(replies.poll(LIMIT_SECONDS, TimeUnit.SECONDS), "no reply came");
        } while (!reply.statusOrDefault().isTerminal());
        return reply;
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
