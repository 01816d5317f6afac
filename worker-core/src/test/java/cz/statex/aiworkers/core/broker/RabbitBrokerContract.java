package cz.statex.aiworkers.core.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.GetResponse;
import cz.statex.aiworkers.core.execution.Delivery;
import cz.statex.aiworkers.core.execution.DeliverySource;
import cz.statex.aiworkers.core.query.QueueInspector.Depth;
import cz.statex.aiworkers.core.registry.Outbox.Owed;
import cz.statex.aiworkers.core.registry.WorkerEvents;
import cz.statex.aiworkers.orchestrator.protocol.Control;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Job;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import cz.statex.aiworkers.orchestrator.protocol.Query;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import cz.statex.aiworkers.orchestrator.protocol.Topology;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import cz.statex.aiworkers.orchestrator.protocol.WorkerInfo;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the adapter promises on every broker. */
abstract class RabbitBrokerContract extends BrokerFixture {

    @Test
    void deliversATaskWithItsPropertiesAndForgetsItOnceAcked() throws Exception {
        start();
        byte[] body = Wire.encode(task());
        plain.basicPublish(
                "ai-tasks",
                type + ".high",
                new AMQP.BasicProperties.Builder()
                        .replyTo("answers")
                        .correlationId("c-1")
                        .headers(Map.of("traceparent", "00-abc", "number", 7))
                        .build(),
                body);

        Delivery delivery = next();

        assertThat(delivery.body()).isEqualTo(body);
        assertThat(delivery.priority()).isEqualTo(Priority.HIGH);
        assertThat(delivery.queueTaskType()).isEqualTo(type);
        assertThat(delivery.replyTo()).isEqualTo("answers");
        assertThat(delivery.correlationId()).isEqualTo("c-1");
        assertThat(delivery.headers()).containsEntry("traceparent", "00-abc").doesNotContainKey("number");
        delivery.ack();
        delivery.ack();
        delivery.handBack();
        publishTask();
        next().ack();
        broker.deliveries().stop();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(depth(Priority.HIGH)).isZero());
        assertThat(delivered).isEmpty();
    }

    @Test
    void bringsBackWhatWasHandedBackAsOftenAsNeeded() throws Exception {
        start();
        publishTask();
        for (int i = 0; i < 20; i++) {
            next().handBack();
        }
        next().ack();
        broker.deliveries().stop();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(depth(Priority.NORMAL)).isZero());
    }

    @Test
    void bringsBackWhatWasUnsettledWhenItStopped() throws Exception {
        start();
        publishTask();
        Delivery unsettled = next();
        broker.deliveries().stop();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(depth(Priority.NORMAL)).isOne());
        unsettled.ack();
        unsettled.handBack();
        broker.deliveries().stop();
        assertThat(broker.deliveries().isConsuming()).isFalse();
    }

    @Test
    void takesNothingOfAPausedTypeButStillSettlesWhatItHolds() throws Exception {
        start();
        DeliverySource source = broker.deliveries();
        publishTask();
        Delivery held = next();
        source.pause(type);
        publishTask();
        assertThat(delivered.poll(300, TimeUnit.MILLISECONDS)).isNull();
        held.ack();
        assertThat(source.isConsuming()).isTrue();

        source.pauseAll();
        assertThat(source.isConsuming()).isFalse();
        source.resume(type);
        assertThat(delivered.poll(300, TimeUnit.MILLISECONDS)).isNull();
        source.resumeAll();
        next().ack();
        assertThat(source.isConsuming()).isTrue();
        source.stop();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(depth(Priority.NORMAL)).isZero());
    }

    @Test
    void handsBackWhatItsSinkRefuses() throws Exception {
        AtomicInteger refusals = new AtomicInteger();
        broker.deliveries().start(Set.of(type), delivery -> {
            if (refusals.incrementAndGet() == 1) {
                throw new IllegalStateException("closed");
            }
            delivered.add(delivery);
        });
        publishTask();
        next().ack();
        assertThat(refusals).hasValue(2);
    }

    @Test
    void publishesResultsToTheExchangeAndToTheReplyQueue() throws Exception {
        String reply = plain.queueDeclare().getQueue();
        String events = plain.queueDeclare().getQueue();
        plain.queueBind(events, Topology.RESULT_EXCHANGE, type + ".succeeded");
        Task task = task().toBuilder()
                .status(TaskStatus.SUCCEEDED)
                .replyTo(reply)
                .input("text", "private")
                .build();

        try (var observation = telemetry.begin(type, Map.of(Topology.TRACEPARENT, TRACE))) {
            assertThat(observation.origin()).isEqualTo(TRACE);
            broker.results().publish(task, "c-1");
        }

        GetResponse answer = plain.basicGet(reply, true);
        assertThat(answer.getProps().getCorrelationId()).isEqualTo("c-1");
        assertThat(answer.getProps().getMessageId()).isEqualTo(task.id().toString());
        assertThat(answer.getProps().getDeliveryMode()).isEqualTo(2);
        assertThat(answer.getProps().getContentType()).isEqualTo("application/json");
        assertThat(answer.getProps().getHeaders().get("traceparent")).hasToString(TRACE);
        Task received = Wire.decode(answer.getBody(), Task.class);
        assertThat(received.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(received.inputData()).isNull();
        assertThat(plain.basicGet(events, true).getBody()).isEqualTo(answer.getBody());
        assertThat(unroutable).hasValue(0);
    }

    @Test
    void countsAResultWhoseReplyQueueIsGone() {
        Task task = task().toBuilder()
                .status(TaskStatus.FAILED)
                .replyTo("no-such-queue")
                .build();
        broker.results().publish(task, null);
        assertThat(unroutable).hasValue(1);
        broker.results().publishProgress(task);
        broker.results().publish(task, null);
        assertThat(unroutable).hasValue(2);
    }

    @Test
    void sharesItsChannelAmongManyPublishers() throws Exception {
        String reply = plain.queueDeclare().getQueue();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<? extends Future<?>> sent = IntStream.range(0, 800)
                    .mapToObj(i -> threads.submit(() -> broker.results()
                            .publish(
                                    task().toBuilder()
                                            .status(TaskStatus.SUCCEEDED)
                                            .replyTo(i % 10 == 0 ? "nobody" : reply)
                                            .build(),
                                    null)))
                    .toList();
            for (Future<?> one : sent) {
                one.get(30, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(plain.messageCount(reply)).isEqualTo(720);
        assertThat(unroutable).hasValue(80);
    }

    @Test
    void publishesWhatTheStoreOwesAndDeclaresVanishedQueues() throws Exception {
        String reply = plain.queueDeclare().getQueue();
        String events = plain.queueDeclare().getQueue();
        plain.queueBind(events, Topology.RESULT_EXCHANGE, Topology.JOB_COMPLETED);
        Task ended =
                task().toBuilder().status(TaskStatus.CANCELLED).replyTo(reply).build();
        Task lost = ended.toBuilder().replyTo("no-such-queue").build();
        Job job = Job.announced(UUID.randomUUID(), Job.Policy.ALL, 2);

        publishedIn.clear();
        broker.outbox()
                .publish(
                        List.of(new Owed(task(), TRACE)),
                        List.of(new Owed(ended, TRACE), new Owed(lost, null)),
                        List.of(job));

        String untraced = "0".repeat(32);
        String trace = TRACE.substring(3, 35);
        assertThat(publishedIn).startsWith(trace, trace, trace, untraced, untraced, untraced);
        GetResponse again = plain.basicGet(Topology.DEFAULT.taskQueue(type, Priority.NORMAL), true);
        assertThat(again.getProps().getHeaders().get("traceparent")).hasToString(TRACE);
        GetResponse result = plain.basicGet(reply, true);
        assertThat(result.getProps().getHeaders().get("traceparent")).hasToString(TRACE);
        assertThat(plain.messageCount(events)).isOne();
        assertThat(unroutable).hasValue(1);
    }

    @Test
    void hearsOrdersToAllAndToItself() throws Exception {
        BlockingQueue<Control> orders = new LinkedBlockingQueue<>();
        broker.listen(
                order -> {
                    orders.add(order);
                    throw new IllegalStateException("must not end the listener");
                },
                () -> {});
        Control cancel = Control.cancel(UUID.randomUUID());

        broker.queues().broadcast(cancel);
        plain.basicPublish(Topology.CONTROL_EXCHANGE, "all", null, "{not json".getBytes(UTF_8));
        Control drain = new Control(Control.Command.DRAIN, null, null, null);
        plain.basicPublish(Topology.CONTROL_EXCHANGE, "worker.worker-1", null, Wire.encode(drain));
        plain.basicPublish(Topology.CONTROL_EXCHANGE, "worker.worker-2", null, Wire.encode(drain));

        assertThat(orders.poll(10, TimeUnit.SECONDS)).isEqualTo(cancel);
        assertThat(orders.poll(10, TimeUnit.SECONDS)).isEqualTo(drain);
        assertThat(orders.poll(200, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void answersQueriesWhateverTheyAre() throws Exception {
        broker.answer(
                query -> {
                    if (query.operation().equals("broken")) {
                        throw new IllegalStateException("broken");
                    }
                    return new Query.Reply(query.arguments(), null);
                },
                2);
        Query query = new Query(Query.TASK_GET, Wire.mapper().createObjectNode().put("id", "7"));

        assertThat(ask(Wire.encode(query)).result()).isEqualTo(query.arguments());
        assertThat(failure("[".getBytes(UTF_8))).isEqualTo(ErrorCode.UNDECODABLE_MESSAGE);
        Query broken = new Query("broken", Wire.mapper().createObjectNode());
        assertThat(failure(Wire.encode(broken))).isEqualTo(ErrorCode.INTERNAL);
        plain.basicPublish("", Topology.QUERY_QUEUE, null, Wire.encode(query));
        assertThat(ask(Wire.encode(query)).result()).isEqualTo(query.arguments());
    }

    @Test
    void tellsDepthsOfTheQueuesThatExist() throws Exception {
        start();
        await().atMost(SOON).until(broker.deliveries()::isConsuming);
        broker.deliveries().pauseAll();
        publishTask();
        await().atMost(SOON).untilAsserted(() -> {
            List<Depth> depths = broker.queues().depths(Set.of(type, "custom.absent"));
            assertThat(depths).hasSize(3);
            assertThat(depths)
                    .contains(new Depth("ai-tasks." + type, type, Priority.NORMAL, 1, 0))
                    .contains(new Depth("ai-tasks." + type + ".low", type, Priority.LOW, 0, 0));
        });
    }

    @Test
    void removesOnlyTheDeadLettersAskedFor() throws Exception {
        plain.queuePurge("ai-tasks.dead");
        plain.queuePurge("ai-tasks.unprocessable");
        Task one = task();
        Task two = task();
        TaskError error = TaskError.of(ErrorCode.PROCESSING_FAILED, "broke");
        broker.results().publishDeadLetter(Wire.encode(one), type, error, false);
        broker.results().publishDeadLetter(Wire.encode(two), type, error, false);
        broker.results().publishDeadLetter("{".getBytes(UTF_8), null, error, true);

        assertThat(broker.queues().removeDeadLetters(Set.of(two.id(), UUID.randomUUID())))
                .isOne();

        await().atMost(SOON).untilAsserted(() -> assertThat(plain.messageCount("ai-tasks.dead"))
                .isOne());
        GetResponse left = plain.basicGet("ai-tasks.dead", true);
        assertThat(left.getBody()).isEqualTo(Wire.encode(one));
        assertThat(left.getProps().getHeaders().get(Topology.REASON_HEADER)).hasToString("processing_failed");
        assertThat(left.getProps().getHeaders().get(Topology.MESSAGE_HEADER)).hasToString("broke");
        assertThat(plain.messageCount("ai-tasks.unprocessable")).isOne();
    }

    @Test
    void tellsTheNewsOfWorkers() throws Exception {
        String events = plain.queueDeclare().getQueue();
        plain.queueBind(events, Topology.WORKER_EXCHANGE, "worker.registered");
        WorkerInfo info = worker();
        broker.events().publish(WorkerEvents.Event.REGISTERED, info);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(plain.messageCount(events)).isOne());
        assertThat(Wire.decode(plain.basicGet(events, true).getBody(), WorkerInfo.class))
                .isEqualTo(info);
    }

    @Test
    void goesOnByItselfWhenTheServerComesBack() throws Exception {
        start();
        BlockingQueue<Control> orders = new LinkedBlockingQueue<>();
        AtomicInteger beginnings = new AtomicInteger();
        broker.listen(orders::add, beginnings::incrementAndGet);
        assertThat(beginnings).hasValue(1);
        publishTask();
        Delivery held = next();

        stopServer();
        await().atMost(SOON).until(() -> !broker.isConnected());
        assertThat(broker.deliveries().isConsuming()).isFalse();
        held.ack();
        broker.events().publish(WorkerEvents.Event.HEARTBEAT, worker());
        startServer();

        await().atMost(Duration.ofSeconds(30)).until(broker.deliveries()::isConsuming);
        next().ack();
        broker.results().publish(task().toBuilder().status(TaskStatus.SUCCEEDED).build(), null);
        Control cancel = Control.cancel(UUID.randomUUID());
        await().atMost(SOON).untilAsserted(() -> {
            broker.queues().broadcast(cancel);
            assertThat(orders).isNotEmpty();
        });
        assertThat(beginnings).as("told that orders may have been missed").hasValueGreaterThan(1);
    }
}
