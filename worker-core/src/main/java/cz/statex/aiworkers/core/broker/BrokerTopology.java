package cz.statex.aiworkers.core.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import cz.statex.aiworkers.orchestrator.protocol.Topology;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Declares exchanges and queues. Repeating it is harmless. What exists already with other arguments, for example because
 * an operator made it, is used as it is. Thread-safe.
 */
final class BrokerTopology {

    private static final Logger log = LoggerFactory.getLogger(BrokerTopology.class);

    private final Topology names;

    BrokerTopology(Topology names) {
        this.names = names;
    }

    Topology names() {
        return names;
    }

    /** Declares what all workers share: exchanges, the queue of queries, and the queues that wait for a person. */
    void declareShared(Connection connection) throws IOException {
        List<String> exchanges = List.of(
                names.taskExchange(), Topology.RESULT_EXCHANGE, Topology.WORKER_EXCHANGE, Topology.CONTROL_EXCHANGE);
        for (String exchange : exchanges) {
            declare(
                    connection,
                    exchange,
                    channel -> channel.exchangeDeclare(exchange, BuiltinExchangeType.TOPIC, true));
        }
        Map<String, Object> kept = BrokerDialect.of(connection).keptQueue();
        declareQueue(connection, names.unprocessableQueue(), kept);
        declareQueue(connection, names.deadQueue(), kept);
        declareQueue(connection, Topology.QUERY_QUEUE, Map.of());
    }

    /** Declares and binds the queues of a task type, one per priority class. */
    void declareTaskQueues(Connection connection, String taskType) throws IOException {
        for (Priority priority : Priority.values()) {
            declareTaskQueue(connection, taskType, priority);
        }
    }

    /** Declares and binds one queue of a task type; returns its name. */
    String declareTaskQueue(Connection connection, String taskType, Priority priority) throws IOException {
        String queue = names.taskQueue(taskType, priority);
        declareQueue(connection, queue, BrokerDialect.of(connection).taskQueue(names.deadQueue()));
        String routingKey = Topology.taskRoutingKey(taskType, priority);
        declare(connection, queue, channel -> channel.queueBind(queue, names.taskExchange(), routingKey));
        return queue;
    }

    private static void declareQueue(Connection connection, String queue, Map<String, Object> arguments)
            throws IOException {
        declare(connection, queue, channel -> channel.queueDeclare(queue, true, false, false, arguments));
    }

    private static void declare(Connection connection, String name, Declaration declaration) throws IOException {
        Channel channel = connection.createChannel();
        try {
            declaration.on(channel);
        } catch (IOException e) {
            if (!existsDifferently(e)) {
                throw e;
            }
            log.warn("'{}' exists with other arguments than this version declares; using it as it is", name);
        } finally {
            close(channel);
        }
    }

    private static boolean existsDifferently(IOException e) {
        return e.getCause() instanceof ShutdownSignalException signal
                && signal.getReason() instanceof AMQP.Channel.Close close
                && close.getReplyCode() == AMQP.PRECONDITION_FAILED;
    }

    /** Closes a channel that may be closed already. */
    static void close(Channel channel) {
        try {
            if (channel.isOpen()) {
                channel.close();
            }
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            log.debug("channel {} was closing already", channel.getChannelNumber(), e);
        }
    }

    private interface Declaration {
        Object on(Channel channel) throws IOException;
    }
}
