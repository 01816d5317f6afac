package cz.statex.aiworkers.core.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import cz.statex.aiworkers.core.execution.ResultPublisher.PublishFailedException;
import cz.statex.aiworkers.core.execution.TaskObserver;
import cz.statex.aiworkers.orchestrator.protocol.Topology;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;

/**
 * Publishes with confirms. All callers share one channel and their messages are in flight together, so that a confirm
 * costs its latency but not the throughput. The channel is opened when first needed and again after it broke; exchanges
 * are declared whenever the connection is a new one. Thread-safe.
 */
final class ConfirmedPublisher implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ConfirmedPublisher.class);

    private final ConnectionFactory connections;
    private final BrokerTopology topology;
    private final Duration timeout;
    private final int attempts;
    private final Duration retryDelay;
    private final TaskObserver observer;
    private final CountDownLatch closed = new CountDownLatch(1);

    private volatile @Nullable String blocked;
    private @Nullable ConfirmChannel channel;
    private @Nullable Connection preparedConnection;

    ConfirmedPublisher(
            ConnectionFactory connections,
            BrokerTopology topology,
            RabbitBroker.Settings settings,
            TaskObserver observer) {
        ConnectionFactory own = connections.getPublisherConnectionFactory();
        this.connections = own == null ? connections : own;
        this.topology = topology;
        timeout = settings.confirmTimeout();
        attempts = settings.retryAttempts();
        retryDelay = settings.retryDelay();
        this.observer = observer;
    }

    /** What became of a message that the broker has answered for. */
    enum Fate {
        /** The broker has it. */
        CONFIRMED,
        /** It was mandatory, and no queue takes it. */
        UNROUTABLE
    }

    /** A message with its address. */
    @SuppressWarnings("ArrayRecordComponent") // never compared: it only carries the bytes to the channel
    record Outgoing(
            String exchange, String routingKey, boolean mandatory, AMQP.BasicProperties properties, byte[] body) {

        @Nullable
        String traceparent() {
            Object header = properties.getHeaders().get(Topology.TRACEPARENT);
            return header == null ? null : header.toString();
        }
    }

    /**
     * Publishes messages and returns their fates when the broker has answered for all of them; tries those again that it
     * did not answer for.
     *
     * @throws PublishFailedException if some are still unanswered after all attempts; any of them may have arrived
     */
    List<Fate> send(List<Outgoing> messages) {
        List<@Nullable Fate> fates = new ArrayList<>();
        messages.forEach(message -> fates.add(null));
        PublishFailedException failure = null;
        for (int attempt = 1; attempt <= attempts; attempt++) {
            if (attempt > 1 && isClosedWithin(retryDelay)) {
                break;
            }
            failure = sendMissing(messages, fates);
            if (failure == null) {
                return List.copyOf(fates);
            }
            log.debug("publishing attempt {} of {} failed", attempt, attempts, failure);
        }
        throw failure == null ? new PublishFailedException("the publisher is closed", null) : failure;
    }

    /**
     * Connects, trying as often as publishing does.
     *
     * @throws PublishFailedException if the broker cannot be reached
     */
    void connectPatiently() {
        PublishFailedException failure = null;
        for (int attempt = 1; attempt <= attempts; attempt++) {
            if (attempt > 1 && isClosedWithin(retryDelay)) {
                break;
            }
            try {
                open();
                return;
            } catch (AmqpException | IOException | ShutdownSignalException e) {
                log.warn("The broker cannot be reached, attempt {} of {}: {}", attempt, attempts, e.getMessage());
                failure = new PublishFailedException("the broker cannot be reached", e);
            }
        }
        throw failure == null ? new PublishFailedException("the publisher is closed", null) : failure;
    }

    /** Publishes without waiting for the answer, and without an error if there is no broker. */
    void sendAndForget(Outgoing message) {
        try {
            CompletableFuture<Fate> unused = transmit(message);
        } catch (AmqpException | IOException | ShutdownSignalException e) {
            log.debug("dropped a message to '{}' that may be lost", message.exchange(), e);
        }
    }

    /** The connection for declarations and look-ups, opened if need be. */
    Connection connection() throws IOException {
        Connection connection = connections.createConnection().getDelegate();
        if (connection == null) {
            throw new IOException("the connection closed while it was being opened");
        }
        return connection;
    }

    @Override
    public synchronized void close() {
        closed.countDown();
        if (channel != null) {
            channel.close();
        }
    }

    private @Nullable PublishFailedException sendMissing(List<Outgoing> messages, List<@Nullable Fate> fates) {
        List<@Nullable CompletableFuture<Fate>> answers = new ArrayList<>();
        PublishFailedException failure = null;
        for (int i = 0; i < messages.size(); i++) {
            try {
                answers.add(fates.get(i) == null && failure == null ? transmit(messages.get(i)) : null);
            } catch (AmqpException | IOException | ShutdownSignalException e) {
                answers.add(null);
                failure = new PublishFailedException("the broker is away: " + e.getMessage(), e);
            }
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        for (int i = 0; i < answers.size(); i++) {
            CompletableFuture<Fate> answer = answers.get(i);
            if (answer != null) {
                try {
                    fates.set(i, answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS));
                } catch (ExecutionException e) {
                    failure = new PublishFailedException("the broker refused or lost a message", e.getCause());
                } catch (TimeoutException e) {
                    failure = new PublishFailedException("the broker did not confirm within " + timeout, e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new PublishFailedException("interrupted while waiting for the broker's confirm", e);
                }
            }
        }
        return failure;
    }

    /** In the trace that its headers name: a tracing agent puts the context of the calling thread in their place. */
    private CompletableFuture<Fate> transmit(Outgoing message) throws IOException {
        TaskObserver.Scope trace = observer.resume(message.traceparent());
        try {
            return open().send(message);
        } finally {
            trace.close();
        }
    }

    private synchronized ConfirmChannel open() throws IOException {
        String reason = blocked;
        if (reason != null) {
            // Writing would block until the broker has room again, and with it every thread that publishes.
            throw new IOException("the broker takes no messages at present: " + reason);
        }
        ConfirmChannel present = channel;
        if (present != null && present.isOpen()) {
            return present;
        }
        if (closed.getCount() == 0) {
            throw new IOException("the publisher is closed");
        }
        Connection connection = connection();
        if (connection != preparedConnection) {
            topology.declareShared(connection);
            connection.addBlockedListener(why -> blocked = why, () -> blocked = null);
            connection.addShutdownListener(signal -> blocked = null);
            preparedConnection = connection;
        }
        ConfirmChannel opened = new ConfirmChannel(connection);
        channel = opened;
        return opened;
    }

    private boolean isClosedWithin(Duration wait) {
        try {
            return closed.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
