package cz.statex.aiworkers.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import cz.statex.aiworkers.core.task.BaseWorker;
import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.embedded.EmbeddedBroker;
import cz.statex.aiworkers.embedded.EmbeddedPostgres;
import cz.statex.aiworkers.embedded.EmbeddedRedis;
import cz.statex.aiworkers.embedded.EmbeddedServer;
import cz.statex.aiworkers.embedded.FreePort;
import cz.statex.aiworkers.embedded.PrivateRabbit;
import cz.statex.aiworkers.orchestrator.protocol.Control;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Query;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

/** A worker process of its own servers, which tests may stop and start, with the client that talks to it. */
final class WorkerProcess implements AutoCloseable {

    static final String ECHO = "custom.echo";
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Path directory;
    private final HttpClient http = HttpClient.newHttpClient();
    private EmbeddedServer broker;
    private EmbeddedServer database;
    private EmbeddedServer redis;
    private ConfigurableApplicationContext context;

    WorkerProcess(Path directory) {
        this.directory = directory;
        broker = PrivateRabbit.isInstalled()
                ? PrivateRabbit.start(directory.resolve("broker"), FreePort.find())
                : EmbeddedBroker.start(directory.resolve("broker"), 0);
        database = EmbeddedPostgres.start(directory.resolve("database"), FreePort.find());
        redis = EmbeddedRedis.start(directory.resolve("redis"), FreePort.find());
        context = start(Map.of());
    }

    /** Starts another process on the same servers, with these environment variables more. */
    ConfigurableApplicationContext start(Map<String, String> environment) {
        List<String> arguments = new ArrayList<>(List.of(
                "BROKER_URL=" + broker.url(),
                "DATABASE_URL=" + database.url(),
                "REDIS_URL=" + redis.url(),
                "PROMETHEUS_PORT=0",
                "ENVIRONMENT=local",
                "BROKER_RETRY_DELAY=200",
                "HEALTH_CHECK_INTERVAL=1s"));
        environment.forEach((name, value) -> arguments.add(name + "=" + value));
        return new SpringApplicationBuilder(Application.class)
                .properties(arguments.toArray(String[]::new))
                .run();
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    /** Sends a task and waits for its result. */
    Task submit(Task.Builder builder) throws Exception {
        return Wire.decode(submit(builder, Map.of()).getBody(), Task.class);
    }

    /** Sends a task with these headers and waits for the message with its result. */
    GetResponse submit(Task.Builder builder, Map<String, Object> headers) throws Exception {
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            String reply = channel.queueDeclare().getQueue();
            Task task = builder.replyTo(reply).build();
            AMQP.BasicProperties properties =
                    new AMQP.BasicProperties.Builder().headers(headers).build();
            channel.basicPublish("ai-tasks", task.taskType(), properties, Wire.encode(task));
            return Awaitility.await().atMost(SOON).until(() -> channel.basicGet(reply, true), Objects::nonNull);
        }
    }

    /** Sends a task and waits for nothing. */
    UUID publish(Task task) throws Exception {
        return publish("ai-tasks", task);
    }

    UUID publish(String exchange, Task task) throws Exception {
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            AMQP.BasicProperties persistent =
                    new AMQP.BasicProperties.Builder().deliveryMode(2).build();
            channel.confirmSelect();
            channel.basicPublish(exchange, task.taskType(), persistent, Wire.encode(task));
            channel.waitForConfirmsOrDie(SOON.toMillis());
            return task.id();
        }
    }

    JsonNode ask(String operation, Map<String, Object> arguments) throws Exception {
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            String reply = channel.queueDeclare().getQueue();
            Query query = new Query(operation, Wire.mapper().valueToTree(arguments));
            AMQP.BasicProperties properties =
                    new AMQP.BasicProperties.Builder().replyTo(reply).build();
            channel.basicPublish("", "ai-queries", properties, Wire.encode(query));
            GetResponse answer =
                    Awaitility.await().atMost(SOON).until(() -> channel.basicGet(reply, true), Objects::nonNull);
            Query.Reply decoded = Wire.decode(answer.getBody(), Query.Reply.class);
            // A task that no worker has claimed yet is not known: those who wait ask again.
            assertThat(decoded.error()).isNull();
            return Objects.requireNonNull(decoded.result());
        }
    }

    /** Gives an order to one worker. */
    void order(String workerId, Control order) throws Exception {
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            channel.basicPublish("ai-control", "worker." + workerId, null, Wire.encode(order));
        }
    }

    static Task.Builder echo(String text) {
        return Task.builder(UUID.randomUUID(), ECHO).input("text", text);
    }

    HttpResponse<String> get(String path) throws Exception {
        return get(context, path);
    }

    HttpResponse<String> get(ConfigurableApplicationContext process, String path) throws Exception {
        String port = process.getEnvironment().getProperty("local.server.port");
        URI uri = URI.create("http://localhost:" + port + path);
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    int status(String path) throws Exception {
        return get(path).statusCode();
    }

    void stopBroker() {
        if (broker instanceof PrivateRabbit rabbit) {
            rabbit.stop();
        } else {
            broker.close();
        }
    }

    void startBroker() {
        if (broker instanceof PrivateRabbit rabbit) {
            rabbit.restart();
        } else {
            broker = EmbeddedBroker.start(directory.resolve("broker"), broker.port());
        }
    }

    void stopDatabase() {
        database.close();
    }

    void startDatabase() {
        database = EmbeddedPostgres.start(directory.resolve("database"), database.port());
    }

    void stopRedis() {
        redis.close();
    }

    void startRedis() {
        redis = EmbeddedRedis.start(directory.resolve("redis"), redis.port());
    }

    @Override
    public void close() {
        context.close();
        redis.close();
        database.close();
        broker.close();
    }

    private Connection connect() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(broker.url());
        return factory.newConnection();
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import(EchoWorker.class)
    static class Application {}

    static final class EchoWorker extends BaseWorker<EchoWorker.Input, EchoWorker.Output> {

        record Input(String text) {}

        record Output(String text) {}

        EchoWorker() {
            super(ECHO, Input.class, Output.class);
        }

        @Override
        protected Output process(Input input, TaskContext context) throws TaskFailure {
            if (input.text().startsWith("flaky") && context.attempt() == 1) {
                throw new TaskFailure.Retryable(ErrorCode.DEPENDENCY_UNAVAILABLE, "not yet", null, Duration.ZERO);
            }
            if (input.text().equals("broken")) {
                throw new NoClassDefFoundError("broken");
            }
            return new Output(input.text());
        }

        @Override
        public boolean cacheable() {
            return true;
        }
    }
}
