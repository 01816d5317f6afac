package cz.statex.aiworkers.core.broker;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;

/**
 * Keeps all consumers of this process as they are wanted, whatever the broker does: connects again, declares again,
 * consumes again. One thread, {@code aiw-broker}, does all of it. Thread-safe.
 */
final class Subscriptions implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Subscriptions.class);
    private static final Duration SETTLE = Duration.ofSeconds(5);

    private final ConnectionFactory connections;
    private final BrokerTopology topology;
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService thread;
    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile @Nullable Connection current;
    private boolean away;
    private volatile boolean closed;

    Subscriptions(ConnectionFactory connections, BrokerTopology topology, Duration retryDelay) {
        this.connections = connections;
        this.topology = topology;
        thread = Executors.newSingleThreadScheduledExecutor(runnable -> {
            Thread created = new Thread(runnable, "aiw-broker");
            created.setDaemon(true);
            return created;
        });
        long delay = retryDelay.toMillis();
        Future<?> unused = thread.scheduleWithFixedDelay(this::reconcile, delay, delay, TimeUnit.MILLISECONDS);
    }

    /** Adds a consumer, not wanted yet. */
    Subscription add(Subscription.Spec spec) {
        Subscription subscription = new Subscription(spec, this::wake);
        subscriptions.add(subscription);
        return subscription;
    }

    /** Closes a consumer's channel and forgets it. */
    void remove(Subscription subscription) {
        subscriptions.remove(subscription);
        subscription.close();
    }

    /** Makes what is wanted come true, and returns when it has or the broker turned out to be away. */
    void apply() {
        try {
            Future<?> done = thread.submit((Runnable) this::reconcile);
            done.get(SETTLE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException e) {
            log.debug("consumers are closed already", e);
        } catch (ExecutionException | TimeoutException e) {
            log.warn("consumers could not be changed within {}; still trying", SETTLE, e);
        }
    }

    /** Whether the broker is connected. */
    boolean isConnected() {
        Connection connection = current;
        return connection != null && connection.isOpen();
    }

    @Override
    public void close() {
        closed = true;
        thread.shutdown();
        try {
            if (!thread.awaitTermination(SETTLE.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
        subscriptions.forEach(Subscription::close);
    }

    /** Asks for a reconciliation soon; many requests become one. */
    private void wake() {
        if (!closed && woken.compareAndSet(false, true)) {
            try {
                thread.execute(this::reconcile);
            } catch (RejectedExecutionException e) {
                log.debug("consumers are closed already", e);
            }
        }
    }

    private void reconcile() {
        woken.set(false);
        Connection connection;
        try {
            connection = connect();
        } catch (AmqpException | IOException | ShutdownSignalException e) {
            lost(e);
            return;
        }
        for (Subscription subscription : subscriptions) {
            if (!subscription.isSettled() && connection.isOpen()) {
                reconcile(subscription, connection);
            }
        }
    }

    private void reconcile(Subscription subscription, Connection connection) {
        try {
            subscription.reconcile(connection);
        } catch (IOException | RuntimeException e) {
            if (connection.isOpen()) {
                log.warn("The consumer of {} could not be changed; trying again", subscription, e);
            } else {
                log.debug("the connection went while {} was being changed", subscription, e);
            }
        }
    }

    private Connection connect() throws IOException {
        Connection connection = connections.createConnection().getDelegate();
        if (connection == null) {
            throw new IOException("the connection closed while it was being opened");
        }
        if (connection != current) {
            topology.declareShared(connection);
            current = connection;
            away = false;
            log.info("Connected to the broker at {}:{}", connections.getHost(), connections.getPort());
        }
        return connection;
    }

    private void lost(Exception cause) {
        if (!away && !closed) {
            away = true;
            log.warn("The broker is away; connecting again as soon as it is back: {}", cause.getMessage());
        }
    }
}
