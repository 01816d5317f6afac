package cz.statex.aiworkers.core.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.LongString;
import com.rabbitmq.client.ShutdownSignalException;
import cz.statex.aiworkers.core.execution.Delivery;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A message on the channel it came from. When that channel is gone the broker has taken the message back already. */
final class RabbitDelivery implements Delivery {

    private static final Logger log = LoggerFactory.getLogger(RabbitDelivery.class);

    private final Channel channel;
    private final long tag;
    private final AMQP.BasicProperties properties;
    private final byte[] body;
    private final String taskType;
    private final Priority priority;

    /** Settling twice would close the channel, and with it hand out again whatever else is unsettled on it. */
    private final AtomicBoolean settled = new AtomicBoolean();

    RabbitDelivery(
            Channel channel,
            long tag,
            AMQP.BasicProperties properties,
            byte[] body,
            String taskType,
            Priority priority) {
        this.channel = channel;
        this.tag = tag;
        this.properties = properties;
        this.body = body;
        this.taskType = taskType;
        this.priority = priority;
    }

    @Override
    public byte[] body() {
        return body;
    }

    @Override
    public Map<String, String> headers() {
        Map<String, Object> headers = properties.getHeaders();
        if (headers == null) {
            return Map.of();
        }
        Map<String, String> texts = new HashMap<>();
        headers.forEach((name, value) -> {
            if (value instanceof LongString || value instanceof String) {
                texts.put(name, value.toString());
            }
        });
        return texts;
    }

    @Override
    public String queueTaskType() {
        return taskType;
    }

    @Override
    public Priority priority() {
        return priority;
    }

    @Override
    public @Nullable String replyTo() {
        return properties.getReplyTo();
    }

    @Override
    public @Nullable String correlationId() {
        return properties.getCorrelationId();
    }

    @Override
    public void ack() {
        settle(() -> channel.basicAck(tag, false));
    }

    @Override
    public void handBack() {
        settle(() -> channel.basicNack(tag, false, true));
    }

    private void settle(Settling settling) {
        if (!settled.compareAndSet(false, true)) {
            return;
        }
        try {
            settling.run();
        } catch (IOException | ShutdownSignalException e) {
            log.debug("the channel of delivery {} of {} is gone; the broker delivers it again", tag, taskType, e);
        }
    }

    private interface Settling {
        void run() throws IOException;
    }
}
