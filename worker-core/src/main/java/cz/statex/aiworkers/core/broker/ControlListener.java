package cz.statex.aiworkers.core.broker;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import cz.statex.aiworkers.orchestrator.protocol.Control;
import cz.statex.aiworkers.orchestrator.protocol.Topology;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.IOException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Hears orders to all workers and to this one, on a queue that lives as long as its consumer's channel. Orders given
 * while the connection is down are missed: those that matter are in the store as well.
 */
final class ControlListener {

    private static final Logger log = LoggerFactory.getLogger(ControlListener.class);
    private static final int PREFETCH = 10;

    private ControlListener() {}

    static Subscription.Spec spec(String workerId, Consumer<Control> orders, Runnable hearing) {
        return new Subscription.Spec(
                workerId,
                "control",
                PREFETCH,
                true,
                connection -> {
                    String queue = declare(connection, workerId);
                    hearing.run();
                    return queue;
                },
                (channel, envelope, properties, body) -> hear(body, orders));
    }

    private static String declare(Connection connection, String workerId) throws IOException {
        Channel channel = connection.createChannel();
        try {
            // Exclusive to the connection, so it outlives this channel but no reconnect.
            String queue = channel.queueDeclare().getQueue();
            channel.queueBind(queue, Topology.CONTROL_EXCHANGE, Topology.CONTROL_ALL);
            channel.queueBind(queue, Topology.CONTROL_EXCHANGE, Topology.controlRoutingKey(workerId));
            return queue;
        } finally {
            BrokerTopology.close(channel);
        }
    }

    private static void hear(byte[] body, Consumer<Control> orders) {
        Control control;
        try {
            control = Wire.decode(body, Control.class);
        } catch (JacksonException e) {
            log.warn("Ignoring an order that cannot be read: {}", e.getOriginalMessage());
            return;
        }
        try {
            orders.accept(control);
        } catch (RuntimeException e) {
            log.error("The order {} failed; the worker goes on without it", control.command(), e);
        }
    }
}
