package cz.statex.aiworkers.core.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.ShutdownSignalException;
import cz.statex.aiworkers.core.execution.ResultPublisher.PublishFailedException;
import cz.statex.aiworkers.core.query.QueueInspector;
import cz.statex.aiworkers.orchestrator.protocol.Control;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import cz.statex.aiworkers.orchestrator.protocol.Topology;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.springframework.amqp.AmqpException;

/** Looks into queues with what every AMQP 0-9-1 broker offers: passive declarations and {@code basic.get}. */
final class RabbitQueueInspector implements QueueInspector {

    /** More dead letters than this are not looked through: the rows in the store are what counts. */
    private static final int MAX_SCAN = 10_000;

    private final ConfirmedPublisher publisher;
    private final OutgoingMessages messages;
    private final Topology names;

    RabbitQueueInspector(ConfirmedPublisher publisher, OutgoingMessages messages, Topology names) {
        this.publisher = publisher;
        this.messages = messages;
        this.names = names;
    }

    @Override
    public List<Depth> depths(Set<String> taskTypes) {
        List<Depth> depths = new ArrayList<>();
        try {
            Connection connection = publisher.connection();
            for (String taskType : new TreeSet<>(taskTypes)) {
                for (Priority priority : Priority.values()) {
                    String queue = names.taskQueue(taskType, priority);
                    inspect(connection, queue)
                            .map(found -> new Depth(
                                    queue, taskType, priority, found.getMessageCount(), found.getConsumerCount()))
                            .ifPresent(depths::add);
                }
            }
        } catch (AmqpException | IOException | ShutdownSignalException e) {
            throw new PublishFailedException("the broker is away: queues cannot be inspected", e);
        }
        return depths;
    }

    @Override
    public void broadcast(Control control) {
        publisher.send(List.of(messages.control(control)));
    }

    /** One scan at a time: what one holds, another would not see. */
    @Override
    public synchronized int removeDeadLetters(Set<UUID> taskIds) {
        Set<String> wanted = new HashSet<>();
        taskIds.forEach(id -> wanted.add(id.toString()));
        try {
            Connection connection = publisher.connection();
            return remove(connection, names.deadQueue(), wanted)
                    + remove(connection, names.unprocessableQueue(), wanted);
        } catch (AmqpException | IOException | ShutdownSignalException e) {
            throw new PublishFailedException("the broker is away: its copies of dead letters stay", e);
        }
    }

    private static Optional<AMQP.Queue.DeclareOk> inspect(Connection connection, String queue) throws IOException {
        Channel channel = connection.createChannel();
        try {
            return Optional.of(channel.queueDeclarePassive(queue));
        } catch (IOException e) {
            if (e.getCause() instanceof ShutdownSignalException signal && !signal.isHardError()) {
                return Optional.empty();
            }
            throw e;
        } finally {
            BrokerTopology.close(channel);
        }
    }

    private static int remove(Connection connection, String queue, Set<String> wanted) throws IOException {
        int removed = 0;
        Channel channel = connection.createChannel();
        try {
            long last = 0;
            int scan = Math.min(MAX_SCAN, channel.queueDeclarePassive(queue).getMessageCount());
            for (int seen = 0; seen < scan; seen++) {
                GetResponse message = channel.basicGet(queue, false);
                if (message == null) {
                    break;
                }
                long tag = message.getEnvelope().getDeliveryTag();
                if (wanted.contains(message.getProps().getMessageId())) {
                    channel.basicAck(tag, false);
                    removed++;
                } else {
                    last = tag;
                }
            }
            if (last > 0) {
                channel.basicNack(last, true, true);
            }
        } finally {
            BrokerTopology.close(channel);
        }
        return removed;
    }
}
