package cz.statex.aiworkers.core.broker;

import cz.statex.aiworkers.core.execution.Delivery;
import cz.statex.aiworkers.core.execution.DeliverySource;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumes the queues of the served task types, one consumer and channel per queue. Cancelled consumers keep their
 * channels until {@link #stop}, so that running tasks can still be settled.
 */
final class RabbitDeliverySource implements DeliverySource {

    private static final Logger log = LoggerFactory.getLogger(RabbitDeliverySource.class);

    private final Subscriptions subscriptions;
    private final BrokerTopology topology;
    private final RabbitBroker.Settings settings;
    private final Set<String> paused = ConcurrentHashMap.newKeySet();
    private volatile Map<String, List<Subscription>> byType = Map.of();
    private volatile boolean allPaused;
    private volatile boolean stopped;

    RabbitDeliverySource(Subscriptions subscriptions, BrokerTopology topology, RabbitBroker.Settings settings) {
        this.subscriptions = subscriptions;
        this.topology = topology;
        this.settings = settings;
    }

    @Override
    public synchronized void start(Set<String> taskTypes, Consumer<Delivery> sink) {
        if (stopped || !byType.isEmpty()) {
            return;
        }
        Map<String, List<Subscription>> added = new TreeMap<>();
        for (String taskType : taskTypes) {
            List<Subscription> queues = new ArrayList<>();
            for (Priority priority : Priority.values()) {
                queues.add(subscriptions.add(subscription(taskType, priority, sink)));
            }
            added.put(taskType, queues);
        }
        byType = added;
        apply();
    }

    @Override
    public synchronized void pause(String taskType) {
        paused.add(taskType);
        apply();
    }

    @Override
    public synchronized void resume(String taskType) {
        paused.remove(taskType);
        apply();
    }

    @Override
    public synchronized void pauseAll() {
        allPaused = true;
        apply();
    }

    @Override
    public synchronized void resumeAll() {
        allPaused = false;
        apply();
    }

    @Override
    public boolean isConsuming() {
        return !stopped
                && !allPaused
                && subscriptions.isConnected()
                && byType.values().stream().flatMap(List::stream).allMatch(Subscription::isSettled);
    }

    @Override
    public synchronized void stop() {
        if (!stopped) {
            stopped = true;
            byType.values().stream().flatMap(List::stream).forEach(subscriptions::remove);
        }
    }

    private void apply() {
        byType.forEach((taskType, queues) -> {
            boolean wanted = isTaking(taskType);
            queues.forEach(queue -> queue.want(wanted));
        });
        subscriptions.apply();
    }

    private boolean isTaking(String taskType) {
        return !stopped && !allPaused && !paused.contains(taskType);
    }

    private Subscription.Spec subscription(String taskType, Priority priority, Consumer<Delivery> sink) {
        return new Subscription.Spec(
                settings.workerId(),
                topology.names().taskQueue(taskType, priority),
                settings.prefetch(),
                false,
                connection -> topology.declareTaskQueue(connection, taskType, priority),
                (channel, envelope, properties, body) -> {
                    Delivery delivery = new RabbitDelivery(
                            channel, envelope.getDeliveryTag(), properties, body, taskType, priority);
                    offer(delivery, sink);
                });
    }

    private void offer(Delivery delivery, Consumer<Delivery> sink) {
        if (!isTaking(delivery.queueTaskType())) {
            // It was on its way when its consumer was cancelled.
            delivery.handBack();
            return;
        }
        try {
            sink.accept(delivery);
        } catch (RuntimeException e) {
            log.warn("A delivery of {} could not be accepted; handing it back", delivery.queueTaskType(), e);
            delivery.handBack();
        }
    }
}
