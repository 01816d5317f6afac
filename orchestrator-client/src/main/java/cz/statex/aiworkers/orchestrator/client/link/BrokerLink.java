package cz.statex.aiworkers.orchestrator.client.link;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Recoverable;
import com.rabbitmq.client.RecoveryListener;
import com.rabbitmq.client.ShutdownSignalException;
import cz.statex.aiworkers.orchestrator.protocol.Topology;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to the broker: publishes with confirms and receives on a reply queue of its own, which is declared anew
 * whenever the connection had to be. Thread-safe.
 */
public final class BrokerLink implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BrokerLink.class);
    private static final int CLOSE_TIMEOUT_MS = 5_000;
    private static final long SET_UP_AGAIN_MS = 1_000;
    private static final int PERSISTENT = 2;
    private static final int TRANSIENT = 1;

    private final LinkSettings settings;
    private final Connection connection;
    private final ScheduledExecutorService timer;
    private final Listener listener;
    private final Confirms confirms;
    private final Object publishing = new Object();

    private volatile CompletableFuture<Void> ready = new CompletableFuture<>();
    private volatile String replyQueue = newReplyQueue();
    private volatile boolean jobEvents;
    private volatile boolean closed;
    private volatile Channel consumer;
    private Channel publisher;

    private BrokerLink(LinkSettings settings, Connection connection, ScheduledExecutorService timer, Listener listener)
            throws IOException {
        this.settings = settings;
        this.connection = connection;
        this.timer = timer;
        this.listener = listener;
        this.confirms = new Confirms(timer);
        this.publisher = openPublisher();
        this.consumer = connection.createChannel();
    }

    /** Whom the link tells. Called on the connection's threads; must not block for long. */
    public interface Listener {

        /**
         * A message came to the reply queue.
         *
         * @param routingKey it was published with: the queue's own name, or that of an event
         * @param correlationId of the question or task it answers, if it has one
         * @param body JSON
         */
        void received(String routingKey, @Nullable String correlationId, byte[] body);

        /** The connection was lost and is there again. Answers that came meanwhile are gone. */
        void reconnected();
    }

    /**
     * Connects.
     *
     * @param timer runs what has to wait; not closed by the link
     * @throws IOException with a message for people, if that is not possible in time
     */
    public static BrokerLink open(LinkSettings settings, ScheduledExecutorService timer, Listener listener)
            throws IOException {
        Connection connection;
        try {
            connection = Connections.connect(settings);
        } catch (IOException | TimeoutException e) {
            throw Connections.unreachable(settings, e);
        }
        try {
            BrokerLink link = new BrokerLink(settings, connection, timer, listener);
            link.setUp();
            connection.addShutdownListener(link::disconnected);
            ((Recoverable) connection).addRecoveryListener(link.new Recovery());
            return link;
        } catch (IOException | ShutdownSignalException e) {
            connection.abort(CLOSE_TIMEOUT_MS);
            throw Connections.unreachable(settings, e);
        }
    }

    /** The queue that answers come to. Its name changes if the broker still holds the old one after a reconnect. */
    public String replyQueue() {
        return replyQueue;
    }

    /** Completes when the link is usable, at once if it is; fails when it is closed. */
    public CompletableFuture<Void> whenReady() {
        return ready;
    }

    /**
     * Publishes a message that some queue must take, within its trace: a tracing agent puts the context of the calling
     * thread in the place of the headers.
     *
     * @return completes when the broker has it; fails with a {@link PublishException}
     */
    public CompletableFuture<Void> publish(Outgoing message) {
        Scope trace = message.trace().makeCurrent();
        try {
            return send(message);
        } finally {
            trace.close();
        }
    }

    private CompletableFuture<Void> send(Outgoing message) {
        BasicProperties properties = new BasicProperties.Builder()
                .contentType("application/json")
                .deliveryMode(message.persistent() ? PERSISTENT : TRANSIENT)
                .messageId(message.id())
                .correlationId(message.id())
                .replyTo(message.replyTo())
                .headers(headers(message.trace()))
                .build();
        byte[] body = Wire.encode(message.body());
        synchronized (publishing) {
            try {
                if (!publisher.isOpen() && connection.isOpen()) {
                    publisher = openPublisher();
                }
                CompletableFuture<Void> confirm = confirms.expect(publisher.getNextPublishSeqNo(), message.id());
                publisher.basicPublish(message.exchange(), message.routingKey(), true, properties, body);
                if (!publisher.isOpen()) {
                    confirms.lost("the channel closed");
                }
                return confirm;
            } catch (IOException | ShutdownSignalException e) {
                confirms.lost("the connection is lost");
                return CompletableFuture.failedFuture(new PublishException.Lost("the connection is lost"));
            }
        }
    }

    /** Without a valid trace nothing is injected. */
    private static Map<String, Object> headers(Context trace) {
        Map<String, Object> headers = new HashMap<>();
        W3CTraceContextPropagator.getInstance().inject(trace, headers, Map::put);
        return headers;
    }

    /** From now on the reply queue also gets the announcement of every decided job. */
    public void listenToJobs() {
        jobEvents = true;
        try {
            bindJobEvents();
        } catch (IOException | ShutdownSignalException e) {
            log.debug("Job events are bound after the reconnect; jobs are polled meanwhile", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        CompletableFuture<Void> waiting = ready;
        ready = CompletableFuture.failedFuture(new CancellationException("the client is closed"));
        waiting.completeExceptionally(new CancellationException("the client is closed"));
        connection.abort(CLOSE_TIMEOUT_MS);
        confirms.lost("the client is closed");
    }

    private Channel openPublisher() throws IOException {
        Channel channel = connection.createChannel();
        channel.confirmSelect();
        channel.addConfirmListener(confirms::acked, confirms::nacked);
        channel.addReturnListener(
                message -> confirms.returned(message.getProperties().getMessageId()));
        channel.addShutdownListener(cause -> confirms.lost("the channel closed: " + cause.getMessage()));
        return channel;
    }

    private void setUp() throws IOException {
        if (!consumer.isOpen()) {
            consumer = connection.createChannel();
        }
        consumer.exchangeDeclare(settings.taskExchange(), "topic", true);
        consumer.exchangeDeclare(Topology.RESULT_EXCHANGE, "topic", true);
        consumer.queueDeclare(replyQueue, false, true, true, null);
        bindJobEvents();
        consumer.basicConsume(replyQueue, true, (tag, delivery) -> receive(delivery), tag -> {});
        ready.complete(null);
    }

    private void bindJobEvents() throws IOException {
        if (jobEvents) {
            consumer.queueBind(replyQueue, Topology.RESULT_EXCHANGE, Topology.JOB_COMPLETED);
        }
    }

    private void receive(Delivery delivery) {
        try {
            listener.received(
                    delivery.getEnvelope().getRoutingKey(),
                    delivery.getProperties().getCorrelationId(),
                    delivery.getBody());
        } catch (RuntimeException e) {
            // Thrown on, it would close the channel, and with it the queue of every other answer.
            log.warn("A message in the reply queue could not be handled; it is ignored, its task is asked for", e);
        }
    }

    private void disconnected(ShutdownSignalException cause) {
        if (!closed) {
            log.warn("Lost the connection {}; reconnecting, unanswered tasks are asked for then", settings);
            if (ready.isDone()) {
                ready = new CompletableFuture<>();
            }
        }
        confirms.lost("the connection is lost: " + cause.getMessage());
    }

    private static String newReplyQueue() {
        return "ai-replies." + UUID.randomUUID();
    }

    private final class Recovery implements RecoveryListener {

        @Override
        public void handleRecoveryStarted(Recoverable recoverable) {}

        @Override
        public void handleRecovery(Recoverable recoverable) {
            setUpAgain();
        }

        private void setUpAgain() {
            try {
                setUp();
                log.info("Connected again: {}", settings);
                listener.reconnected();
            } catch (IOException | ShutdownSignalException e) {
                // The broker may not have noticed yet that the queue's owner, our old connection, is gone.
                replyQueue = newReplyQueue();
                if (connection.isOpen() && !closed) {
                    log.debug("The reply queue could not be declared; another one is tried soon", e);
                    Future<?> unused = timer.schedule(this::setUpAgain, SET_UP_AGAIN_MS, TimeUnit.MILLISECONDS);
                }
            }
        }
    }
}
