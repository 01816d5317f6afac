package cz.statex.aiworkers.orchestrator.client;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Job;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import cz.statex.aiworkers.orchestrator.protocol.Query;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import cz.statex.aiworkers.orchestrator.protocol.Topology;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Answers on a real broker like workers do, from a map. The first word of a task's text says how it behaves:
 * {@code echo}, {@code progress} (tells twice, then answers), {@code fail}, {@code silent} (ends without a reply),
 * {@code hold} (stays running until cancelled).
 */
public final class FakeFleet implements AutoCloseable {

    public static final String TYPE = "test.echo";
    public static final Instant TIME = Instant.parse("2026-03-01T12:00:00Z");

    private final Connection connection;
    private final Channel channel;
    private final Map<UUID, Task> tasks = new ConcurrentHashMap<>();
    private final Map<UUID, Job> jobs = new ConcurrentHashMap<>();
    public final List<Delivery> deliveries = java.util.Collections.synchronizedList(new java.util.ArrayList<>());
    public final ConcurrentLinkedQueue<Query> queries = new ConcurrentLinkedQueue<>();
    public final FakeAnswers answers = new FakeAnswers(tasks, jobs);

    private FakeFleet(Connection connection) throws IOException {
        this.connection = connection;
        this.channel = connection.createChannel();
        channel.exchangeDeclare("ai-tasks", "topic", true);
        channel.exchangeDeclare(Topology.RESULT_EXCHANGE, "topic", true);
        channel.queueDeclare(Topology.QUERY_QUEUE, true, false, false, null);
        channel.queuePurge(Topology.QUERY_QUEUE);
        for (Priority priority : Priority.values()) {
            String queue = Topology.DEFAULT.taskQueue(TYPE, priority);
            channel.queueDeclare(queue, true, false, false, null);
            channel.queuePurge(queue);
            channel.queueBind(queue, "ai-tasks", Topology.taskRoutingKey(TYPE, priority));
            channel.basicConsume(queue, true, (tag, delivery) -> work(delivery), tag -> {});
        }
        channel.basicConsume(Topology.QUERY_QUEUE, true, (tag, delivery) -> answer(delivery), tag -> {});
    }

    public static FakeFleet start(String brokerUrl) {
        try {
            ConnectionFactory factory = new ConnectionFactory();
            factory.setUri(brokerUrl);
            factory.setThreadFactory(new cz.statex.aiworkers.orchestrator.client.link.DaemonThreads("fake-fleet"));
            return new FakeFleet(factory.newConnection("fake-fleet"));
        } catch (IOException
                | TimeoutException
                | java.security.GeneralSecurityException
                | java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends a held or silent task as another worker would. */
    public void finish(UUID id) {
        settle(Objects.requireNonNull(tasks.get(id)), true);
    }

    /** Knows what the other one knew, like workers that share a store. */
    public void adopt(FakeFleet other) {
        tasks.putAll(other.tasks);
        jobs.putAll(other.jobs);
    }

    /** Whether a task has come to its end. */
    public boolean hasEnded(UUID id) {
        Task task = tasks.get(id);
        return task != null && task.statusOrDefault().isTerminal();
    }

    @Nullable
    public Task stored(UUID id) {
        return tasks.get(id);
    }

    @Override
    public void close() {
        connection.abort(2000);
    }

    private void work(Delivery delivery) {
        deliveries.add(delivery);
        Task task = Wire.decode(delivery.getBody(), Task.class);
        Task known = tasks.get(task.id());
        if (known != null && known.statusOrDefault().isTerminal()) {
            reply(known);
            return;
        }
        Task running = task.toBuilder()
                .status(TaskStatus.RUNNING)
                .workerId("worker-001")
                .attempt(1)
                .startedAt(TIME)
                .build();
        tasks.put(task.id(), running);
        String text = String.valueOf(
                Objects.requireNonNull(task.inputData()).path("text").asString(""));
        switch (text.split(" ", 2)[0]) {
            case "hold" -> {}
            case "silent" -> settle(running, false);
            case "progress" -> {
                reply(running.toBuilder()
                        .progress(new Task.Progress(30, "reading"))
                        .build());
                reply(running.toBuilder()
                        .progress(new Task.Progress(60, "thinking"))
                        .build());
                settle(running, true);
            }
            default -> settle(running, true);
        }
    }

    private void settle(Task running, boolean tell) {
        String text = Objects.requireNonNull(running.inputData()).path("text").asString("");
        Task.Builder ended = running.toBuilder().completedAt(TIME.plusMillis(1500));
        if (text.startsWith("fail")) {
            ended.status(TaskStatus.FAILED).error(TaskError.of(ErrorCode.PROCESSING_FAILED, "it was told to fail"));
        } else {
            ended.status(TaskStatus.SUCCEEDED)
                    .outputData(Wire.mapper().createObjectNode().put("text", text));
        }
        Task task = ended.build();
        tasks.put(task.id(), task);
        if (tell) {
            reply(task);
        }
        UUID jobId = task.jobId();
        Job job = jobId == null ? null : jobs.computeIfPresent(jobId, (id, before) -> FakeAnswers.count(before, task));
        if (job != null && job.status() != Job.Status.RUNNING) {
            publish(Topology.RESULT_EXCHANGE, Topology.JOB_COMPLETED, null, job);
        }
    }

    private void reply(Task task) {
        String replyTo = task.replyTo();
        if (replyTo != null) {
            publish("", replyTo, task.id().toString(), task);
        }
    }

    private void answer(Delivery delivery) {
        Query query = Wire.decode(delivery.getBody(), Query.class);
        queries.add(query);
        Query.Reply reply = answers.answer(query);
        if (reply == null) {
            return;
        }
        publish(
                "",
                delivery.getProperties().getReplyTo(),
                delivery.getProperties().getCorrelationId(),
                reply);
        if (query.operation().equals(Query.TASK_CANCEL) && reply.error() == null) {
            reply(Wire.mapper().treeToValue(reply.result(), Task.class));
        }
    }

    private void publish(String exchange, String routingKey, @Nullable String correlationId, Object body) {
        try {
            synchronized (channel) {
                channel.basicPublish(
                        exchange,
                        routingKey,
                        new BasicProperties.Builder()
                                .correlationId(correlationId)
                                .build(),
                        Wire.encode(body));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
