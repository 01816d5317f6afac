package cz.statex.aiworkers.core.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.CancelCallback;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConsumerShutdownSignalCallback;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consumer of one queue, on a channel of its own. It is brought from what is to what is wanted by {@link #reconcile},
 * which its {@link Subscriptions} call whenever either changes.
 *
 * <p>Cancelling keeps the channel open: what was delivered before can still be settled. Deliveries run on the
 * connection's threads, one at a time.
 */
final class Subscription {

    private static final Logger log = LoggerFactory.getLogger(Subscription.class);
    private static final AtomicInteger tags = new AtomicInteger();
    private static final int MAX_TAG = 200;

    private final Spec spec;
    private final Runnable changed;

    private volatile boolean wanted;
    private volatile @Nullable String activeTag;
    private @Nullable Channel channel;

    Subscription(Spec spec, Runnable changed) {
        this.spec = spec;
        this.changed = changed;
    }

    /** Says whether messages shall be taken; takes effect with the next {@link #reconcile}. */
    void want(boolean value) {
        wanted = value;
    }

    boolean isWanted() {
        return wanted;
    }

    /** Whether it is as it is wanted. */
    boolean isSettled() {
        return wanted == (activeTag != null);
    }

    /** Begins or cancels consumption, declaring the queue first; does nothing if all is as wanted. */
    synchronized void reconcile(Connection connection) throws IOException {
        if (wanted && activeTag == null) {
            consume(connection);
        } else if (!wanted && activeTag != null) {
            cancel();
        }
    }

    /** Closes the channel: the broker takes back what is unsettled. */
    synchronized void close() {
        wanted = false;
        activeTag = null;
        if (channel != null) {
            BrokerTopology.close(channel);
            channel = null;
        }
    }

    @Override
    public String toString() {
        return spec.name();
    }

    private void consume(Connection connection) throws IOException {
        String queue = spec.declaration().declare(connection);
        Channel open = channel;
        if (open == null || !open.isOpen()) {
            open = connection.createChannel();
            channel = open;
            open.basicQos(spec.prefetch());
        }
        String tag = newTag();
        // Before the first delivery can come.
        activeTag = tag;
        try {
            consume(open, queue, tag);
        } catch (IOException | RuntimeException e) {
            activeTag = null;
            throw e;
        }
        log.debug("consuming from '{}' as '{}'", queue, tag);
    }

    private void consume(Channel open, String queue, String tag) throws IOException {
        CancelCallback cancelled = cancelledTag -> ended(cancelledTag, queue);
        ConsumerShutdownSignalCallback shutdown = (downTag, signal) -> ended(downTag, queue);
        open.basicConsume(
                queue,
                spec.automatic(),
                tag,
                (deliveredTag, delivery) -> spec.handler()
                        .handle(open, delivery.getEnvelope(), delivery.getProperties(), delivery.getBody()),
                cancelled,
                shutdown);
    }

    private void cancel() throws IOException {
        String tag = activeTag;
        activeTag = null;
        Channel open = channel;
        if (tag != null && open != null && open.isOpen()) {
            try {
                open.basicCancel(tag);
            } catch (ShutdownSignalException e) {
                log.debug("the consumer '{}' went with its channel", tag, e);
            }
        }
    }

    private void ended(String tag, String queue) {
        if (tag.equals(activeTag)) {
            activeTag = null;
            log.debug("the broker ended the consumer of '{}'; consuming again as soon as it can", queue);
            changed.run();
        }
    }

    private String newTag() {
        String tag = spec.owner() + "/" + tags.incrementAndGet() + "/" + spec.name();
        return tag.length() <= MAX_TAG ? tag : tag.substring(0, MAX_TAG);
    }

    /**
     * What to consume and how.
     *
     * @param owner the worker's id, first part of the consumer tag
     * @param name for people
     * @param prefetch unsettled messages at once
     * @param automatic whether the broker forgets a message when it sends it
     * @param declaration makes sure that the queue exists
     * @param handler gets the messages; must not throw
     */
    record Spec(String owner, String name, int prefetch, boolean automatic, Declaration declaration, Handler handler) {}

    /** Declares the queue to consume from and returns its name. */
    interface Declaration {
        String declare(Connection connection) throws IOException;
    }

    /** Takes one message; runs on a thread of the connection. */
    interface Handler {
        void handle(Channel channel, Envelope envelope, AMQP.BasicProperties properties, byte[] body);
    }
}
