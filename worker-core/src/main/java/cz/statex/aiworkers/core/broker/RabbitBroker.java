package cz.statex.aiworkers.core.broker;

import cz.statex.aiworkers.core.execution.DeliverySource;
import cz.statex.aiworkers.core.execution.ResultPublisher;
import cz.statex.aiworkers.core.execution.TaskObserver;
import cz.statex.aiworkers.core.query.QueryService;
import cz.statex.aiworkers.core.query.QueueInspector;
import cz.statex.aiworkers.core.registry.Outbox;
import cz.statex.aiworkers.core.registry.WorkerEvents;
import cz.statex.aiworkers.orchestrator.protocol.Control;
import cz.statex.aiworkers.orchestrator.protocol.Topology;
import java.time.Duration;
import java.util.function.Consumer;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;

/**
 * The broker as one worker process uses it: two connections, one to consume and one to publish, and everything on them.
 * Nothing connects before {@link #connect}; afterwards every part recovers by itself when the broker was away.
 *
 * <p>Thread-safe. Closing it stops all consumers and closes its channels, not the connection factory, which belongs to
 * the caller.
 */
public final class RabbitBroker implements AutoCloseable {

    private final Settings settings;
    private final BrokerTopology topology;
    private final OutgoingMessages messages;
    private final ConfirmedPublisher publisher;
    private final Subscriptions subscriptions;
    private final DeliverySource deliveries;
    private final ResultPublisher results;
    private final Outbox.Publisher outbox;
    private final QueueInspector queues;

    /**
     * Prepares the parts.
     *
     * @param connections where the connections come from
     * @param settings what the adapter must know
     * @param observer knows the trace that a message belongs to
     * @param unroutableReply is told of each result whose reply queue is gone
     */
    public RabbitBroker(
            ConnectionFactory connections, Settings settings, TaskObserver observer, Runnable unroutableReply) {
        this.settings = settings;
        topology = new BrokerTopology(settings.topology());
        messages = new OutgoingMessages(settings.topology(), observer::traceHeaders);
        publisher = new ConfirmedPublisher(connections, topology, settings, observer);
        subscriptions = new Subscriptions(connections, topology, settings.retryDelay());
        deliveries = new RabbitDeliverySource(subscriptions, topology, settings);
        results = new RabbitResultPublisher(publisher, messages, unroutableReply);
        outbox = new RabbitOutboxPublisher(publisher, messages, topology, observer, unroutableReply);
        queues = new RabbitQueueInspector(publisher, messages, settings.topology());
    }

    /**
     * Connects and declares what workers share.
     *
     * @throws ResultPublisher.PublishFailedException if the broker cannot be reached in the configured number of attempts
     */
    public void connect() {
        publisher.connectPatiently();
        subscriptions.apply();
    }

    /** Whether both ends of a message, consuming and publishing, are connected. */
    public boolean isConnected() {
        return subscriptions.isConnected();
    }

    /**
     * Begins to hear orders, and again after the connection was lost.
     *
     * @param orders gets them on a thread of the connection; must be short
     * @param hearing told at each beginning, before which orders were missed; must return at once
     */
    public void listen(Consumer<Control> orders, Runnable hearing) {
        subscriptions
                .add(ControlListener.spec(settings.workerId(), orders, hearing))
                .want(true);
        subscriptions.apply();
    }

    /** Begins to answer queries, {@code concurrency} at a time. */
    public void answer(QueryService service, int concurrency) {
        QueryListener listener = new QueryListener(service, messages, publisher::sendAndForget);
        for (int number = 1; number <= concurrency; number++) {
            subscriptions.add(listener.spec(settings.workerId(), number)).want(true);
        }
        subscriptions.apply();
    }

    /** The task queues. */
    public DeliverySource deliveries() {
        return deliveries;
    }

    /** Where results go. */
    public ResultPublisher results() {
        return results;
    }

    /** Where what the store owes goes. */
    public Outbox.Publisher outbox() {
        return outbox;
    }

    /** Where news of workers go. */
    public WorkerEvents events() {
        return (event, worker) -> publisher.sendAndForget(messages.worker(event, worker));
    }

    /** What queries need of the broker. */
    public QueueInspector queues() {
        return queues;
    }

    @Override
    public void close() {
        deliveries.stop();
        subscriptions.close();
        publisher.close();
    }

    /**
     * What the adapter must know.
     *
     * @param topology names of exchanges and queues
     * @param workerId unique name of this process; part of its consumer tags and its control routing key
     * @param prefetch unsettled deliveries that each queue may hand out at once
     * @param confirmTimeout how long to wait for the broker's confirm of a message
     * @param retryAttempts how often a message is published, and the first connection tried, before giving up
     * @param retryDelay the wait between such attempts, and between attempts to connect again
     */
    public record Settings(
            Topology topology,
            String workerId,
            int prefetch,
            Duration confirmTimeout,
            int retryAttempts,
            Duration retryDelay) {}
}
