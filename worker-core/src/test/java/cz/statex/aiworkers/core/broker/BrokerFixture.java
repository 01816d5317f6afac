package cz.statex.aiworkers.core.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import com.rabbitmq.client.NoOpMetricsCollector;
import cz.statex.aiworkers.core.execution.Delivery;
import cz.statex.aiworkers.core.observation.TaskTelemetry;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.PerformanceMetrics;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import cz.statex.aiworkers.orchestrator.protocol.Query;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.Topology;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import cz.statex.aiworkers.orchestrator.protocol.WorkerInfo;
import cz.statex.aiworkers.orchestrator.protocol.WorkerStatus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;

/** A broker, the adapter on it and a plain channel beside it, for one test. */
abstract class BrokerFixture {

    static final Duration SOON = Duration.ofSeconds(10);
    static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    final BlockingQueue<Delivery> delivered = new LinkedBlockingQueue<>();
    /** The trace of the calling thread at each publication, as a tracing agent would find it. */
    final List<String> publishedIn = new CopyOnWriteArrayList<>();

    final AtomicInteger unroutable = new AtomicInteger();
    final TaskTelemetry telemetry = new TaskTelemetry(new SimpleMeterRegistry(), OpenTelemetry.noop(), "worker-1");
    final String type = "custom.t" + UUID.randomUUID().toString().substring(0, 8);
    CachingConnectionFactory connections;
    RabbitBroker broker;
    Channel plain;

    /** The server's AMQP URL. */
    abstract String url();

    /** Ends the server in good order. */
    abstract void stopServer();

    /** Starts it again on the same port with what it had stored. */
    abstract void startServer();

    @BeforeEach
    void connect() throws Exception {
        connections = new CachingConnectionFactory();
        connections.setUri(url());
        connections.getRabbitConnectionFactory().setMetricsCollector(new NoOpMetricsCollector() {
            @Override
            public void basicPublish(Channel channel) {
                publishedIn.add(Span.current().getSpanContext().getTraceId());
            }
        });
        broker = new RabbitBroker(
                connections,
                new RabbitBroker.Settings(
                        Topology.DEFAULT, "worker-1", 5, Duration.ofSeconds(5), 10, Duration.ofMillis(300)),
                telemetry,
                unroutable::incrementAndGet);
        broker.connect();
        plain = connections.createConnection().createChannel(false);
    }

    @AfterEach
    void disconnect() {
        broker.close();
        connections.destroy();
    }

    void start() {
        broker.deliveries().start(Set.of(type), delivered::add);
    }

    Task task() {
        return Task.builder(UUID.randomUUID(), type).build();
    }

    void publishTask() throws Exception {
        plain.basicPublish("ai-tasks", type, MessageProperties.PERSISTENT_BASIC, Wire.encode(task()));
    }

    Delivery next() throws InterruptedException {
        Delivery delivery = delivered.poll(10, TimeUnit.SECONDS);
        assertThat(delivery).as("a delivery within 10 s").isNotNull();
        return delivery;
    }

    long depth(Priority priority) throws Exception {
        return plain.messageCount(Topology.DEFAULT.taskQueue(type, priority));
    }

    ErrorCode failure(byte[] query) throws Exception {
        return Objects.requireNonNull(ask(query).error()).code();
    }

    Query.Reply ask(byte[] query) throws Exception {
        String reply = plain.queueDeclare().getQueue();
        plain.basicPublish(
                "",
                Topology.QUERY_QUEUE,
                new AMQP.BasicProperties.Builder()
                        .replyTo(reply)
                        .correlationId("q-1")
                        .build(),
                query);
        GetResponse answer = await().atMost(SOON).until(() -> plain.basicGet(reply, true), Objects::nonNull);
        assertThat(answer.getProps().getCorrelationId()).isEqualTo("q-1");
        return Wire.decode(answer.getBody(), Query.Reply.class);
    }

    WorkerInfo worker() {
        return new WorkerInfo(
                "worker-1",
                "service",
                "text",
                List.of(type),
                WorkerStatus.IDLE,
                5,
                0,
                List.of(),
                "cpu",
                PerformanceMetrics.NONE,
                null,
                Instant.EPOCH,
                Instant.EPOCH);
    }
}
