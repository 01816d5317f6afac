package cz.statex.aiworkers.local;

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
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Listens to every result event of a task type, over restarts of the broker. */
final class ResultRecorder implements AutoCloseable {

    private final Connection connection;
    private final Map<UUID, Set<String>> contents = new ConcurrentHashMap<>();

    ResultRecorder(String brokerUrl, String taskType) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(brokerUrl);
        factory.setNetworkRecoveryInterval(500);
        connection = factory.newConnection("result-recorder");
        Channel channel = connection.createChannel();
        // Durable and not exclusive: what is published while the connection is away waits here.
        String queue = "results-" + UUID.randomUUID();
        channel.exchangeDeclare(Topology.RESULT_EXCHANGE, "topic", true);
        channel.queueDeclare(queue, true, false, false, Map.of());
        for (String status : new String[] {"succeeded", "failed", "cancelled", "expired"}) {
            channel.queueBind(queue, Topology.RESULT_EXCHANGE, Topology.resultRoutingKey(taskType, status));
        }
        channel.basicConsume(queue, false, new DefaultConsumer(channel) {
            @Override
            public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body)
                    throws IOException {
                record(Wire.decode(body, Task.class));
                getChannel().basicAck(envelope.getDeliveryTag(), false);
            }
        });
    }

    /** What an orchestrator acts on; who answered, and when, may be told in several ways. */
    private void record(Task task) {
        String content = task.status() + " " + task.outputData() + " " + task.error();
        contents.computeIfAbsent(task.id(), id -> ConcurrentHashMap.newKeySet()).add(content);
    }

    /** The different contents of each task's result events. */
    Map<UUID, Set<String>> contents() {
        return contents;
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
