package cz.statex.aiworkers.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.GetResponse;
import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.lifecycle.WorkerProfile;
import cz.statex.aiworkers.core.model.LiveCatalog;
import cz.statex.aiworkers.core.model.ModelLease;
import cz.statex.aiworkers.core.model.ModelManager;
import cz.statex.aiworkers.core.model.ModelObserver;
import cz.statex.aiworkers.core.model.ModelSpec;
import cz.statex.aiworkers.core.model.catalog.CatalogFile;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.core.testing.TinyBert;
import cz.statex.aiworkers.orchestrator.protocol.Control;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.orchestrator.protocol.Query;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import cz.statex.aiworkers.orchestrator.protocol.WorkerStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.PoolException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** A whole process, configured by environment variables alone, on servers that come and go. */
class WorkerProcessIT {

    private static final Duration SOON = Duration.ofSeconds(45);

    @TempDir
    private static Path directory;

    private static WorkerProcess process;

    @BeforeAll
    static void start() {
        process = new WorkerProcess(directory);
    }

    @AfterAll
    static void stop() {
        process.close();
    }

    @Test
    void answersATask() throws Exception {
        Task result = process.submit(WorkerProcess.echo("hello"));
        assertThat(result.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(result.outputData()).hasToString("{\"text\":\"hello\"}");
        assertThat(result.workerId()).isNotBlank();
    }

    @Test
    void triesAgainThroughTheRelay() throws Exception {
        Task result = process.submit(WorkerProcess.echo("flaky"));
        assertThat(result.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(result.attempt()).isEqualTo(2);
    }

    @Test
    void answersInTheTraceOfTheSubmissionAfterARetry() throws Exception {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        GetResponse answer = process.submit(WorkerProcess.echo("flaky and traced"), Map.of("traceparent", trace));
        assertThat(Wire.decode(answer.getBody(), Task.class).attempt()).isEqualTo(2);
        assertThat(answer.getProps().getHeaders().get("traceparent")).hasToString(trace);
    }

    @Test
    void answersQueries() throws Exception {
        assertThat(process.ask(Query.WORKER_LIST, Map.of()).toString()).contains(WorkerProcess.ECHO);
        assertThat(process.ask(Query.SCHEMA_GET, Map.of("task_type", WorkerProcess.ECHO))
                        .toString())
                .contains("\"text\"");
        assertThat(process.ask(Query.QUEUE_LIST, Map.of()).toString()).contains("ai-tasks." + WorkerProcess.ECHO);
    }

    @Test
    void servesHealthAndMetricsOnOnePort() throws Exception {
        assertThat(process.get("/health").body())
                .contains("UP")
                .contains("workerLiveness")
                .doesNotContain("redis");
        assertThat(process.get("/health/ready").body())
                .contains("UP")
                .contains("workerReadiness")
                .contains("rabbit")
                .contains("db");
        assertThat(process.get("/health/all").body()).contains("redis");
        assertThat(process.get("/prometheus").body()).contains("jvm_memory_used_bytes");
        assertThat(process.status("/env")).isEqualTo(404);
    }

    @Test
    void showsEveryMetricOfTheOperationsPage() throws Exception {
        process.submit(WorkerProcess.echo("flaky and measured"));
        assertShowsTheMetricsOfTheOperationsPage("ai_(worker|cache)_", process.context());
    }

    @Test
    void reloadsAModelByAnOrderOfTheClientAndShowsItsMetrics() throws Exception {
        Path folder = Files.createDirectory(directory.resolve("models"));
        Path catalog = folder.resolve("catalog.yml");
        Files.writeString(catalog, CatalogFile.text(List.of(TinyBert.entry(folder, "tiny", "1"))));
        Map<String, String> own = Map.of(
                "ai-workers.models.catalog", catalog.toString(),
                "MODEL_CACHE_DIR", folder.resolve("cache").toString(),
                "WORKER_ID", "modelled");
        try (ConfigurableApplicationContext other = process.start(own)) {
            ModelManager models = other.getBean(ModelManager.class);
            ModelSpec<TinyModel> tiny = TinyModel.spec(
                    other.getBean(LiveCatalog.class).following("tiny"), other.getBean(TorchEngine.class));
            try (ModelLease<TinyModel> old = models.lease(tiny)) {
                Files.writeString(catalog, CatalogFile.text(List.of(TinyBert.entry(folder, "tiny", "2"))));
                process.ask(Query.MODEL_RELOAD, Map.of("model", "tiny", "by", "ann"));
                await().atMost(SOON).until(() -> models.describe(tiny).version().equals("2"));
                assertThat(old.model().embed()).hasSize(TinyBert.HIDDEN);
            }
            try (ModelLease<TinyModel> fresh = models.lease(tiny)) {
                assertThat(fresh.model().ref()).isEqualTo(new ModelRef("tiny", "2", "cpu", "fp32"));
                other.getBean(ModelObserver.class).batched(fresh.model().ref(), 2, 10, 15);
            }
            assertThatThrownBy(() -> models.lease(TinyModel.broken(tiny))).isInstanceOf(TaskFailure.class);
            await().atMost(SOON)
                    .untilAsserted(() -> assertShowsTheMetricsOfTheOperationsPage("ai_(model|device)_", other));
        }
    }

    private static void assertShowsTheMetricsOfTheOperationsPage(String prefix, ConfigurableApplicationContext context)
            throws Exception {
        String page = Files.readString(Path.of("../docs/operations.md"));
        List<String> named = Pattern.compile("`(" + prefix + "[a-z_]+)")
                .matcher(page)
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(named).hasSizeGreaterThan(10);
        String scrape = process.get(context, "/prometheus").body();
        assertThat(named).allSatisfy(name -> assertThat(scrape).containsPattern("(?m)^" + name + "(_count)?[{ ]"));
    }

    @Test
    void hidesMetricsWhereTheyAreSwitchedOff() throws Exception {
        try (ConfigurableApplicationContext other = process.start(Map.of("PROMETHEUS_ENABLED", "false"))) {
            assertThat(process.get(other, "/prometheus").statusCode()).isEqualTo(404);
            assertThat(process.get(other, "/health").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void isReplacedAfterAnError() throws Exception {
        // Of its own task exchange, so that the task breaks this process and no other.
        Map<String, String> own = Map.of("BROKER_TOPIC", "fatal-tasks", "REDIS_URL", "redis://localhost:1");
        try (ConfigurableApplicationContext other = process.start(own)) {
            UUID task =
                    process.publish("fatal-tasks", WorkerProcess.echo("broken").build());
            await().atMost(SOON).untilAsserted(() -> assertThat(
                            process.get(other, "/health").statusCode())
                    .isEqualTo(503));
            assertThat(process.ask(Query.TASK_GET, Map.of("id", task.toString()))
                            .toString())
                    .contains("internal")
                    .doesNotContain("NoClassDefFound");
        }
    }

    @Test
    void stopsWhenToldToDrain() throws Exception {
        ConfigurableApplicationContext other = process.start(Map.of("WORKER_ID", "drained"));
        process.order("drained", new Control(Control.Command.DRAIN, null, null, null));
        await().atMost(SOON).until(() -> !other.isActive());
        assertThat(process.ask(Query.WORKER_LIST, Map.of()).toString()).contains("stopped");
        assertThat(process.context().isActive()).isTrue();
    }

    @Test
    void changesLogLevels() throws Exception {
        Logger logger = LoggerFactory.getLogger("test.levels");
        String worker = process.context().getEnvironment().getProperty("ai-workers.service.worker-id", "");
        assertThat(logger.isTraceEnabled()).isFalse();
        process.order(worker, new Control(Control.Command.LOG_LEVEL, null, null, "test.levels=trace"));
        await().atMost(SOON).until(logger::isTraceEnabled);
    }

    @Test
    void worksWithoutRedis() throws Exception {
        process.stopRedis();
        try {
            for (int i = 0; i < 5; i++) {
                assertThat(process.submit(WorkerProcess.echo("without redis " + i))
                                .status())
                        .isEqualTo(TaskStatus.SUCCEEDED);
            }
            assertThat(process.status("/health")).isEqualTo(200);
            assertThat(process.status("/health/ready")).isEqualTo(200);
        } finally {
            process.startRedis();
        }
    }

    @Test
    void opensAsManyRedisConnectionsAsItsPoolMayHave() {
        try (ConfigurableApplicationContext other = process.start(Map.of("REDIS_POOL_SIZE", "2"))) {
            RedisConnectionFactory pool = other.getBean(RedisConnectionFactory.class);
            RedisConnection first = pool.getConnection();
            RedisConnection second = pool.getConnection();
            RedisConnection third = pool.getConnection();
            assertThat(first.ping()).isEqualTo("PONG");
            assertThat(second.ping()).isEqualTo("PONG");
            assertThatThrownBy(third::ping).hasCauseInstanceOf(PoolException.class);
            second.close();
            assertThat(third.ping()).isEqualTo("PONG");
            first.close();
            third.close();
        }
    }

    @Test
    void waitsForTheStoreAndGoesOn() throws Exception {
        process.stopDatabase();
        UUID task;
        try {
            task = process.publish(WorkerProcess.echo("while the store is away").build());
            await().atMost(SOON).untilAsserted(() -> assertThat(process.status("/health/ready"))
                    .isEqualTo(503));
            assertThat(process.status("/health")).isEqualTo(200);
        } finally {
            process.startDatabase();
        }
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(process.status("/health/ready")).isEqualTo(200));
        awaitSuccess(task);
    }

    @Test
    void waitsForTheBrokerAndGoesOn() throws Exception {
        UUID task = process.publish(WorkerProcess.echo("before").build());
        awaitSuccess(task);
        process.stopBroker();
        try {
            await().atMost(SOON).untilAsserted(() -> assertThat(process.status("/health/ready"))
                    .isEqualTo(503));
            assertThat(process.status("/health")).isEqualTo(200);
        } finally {
            process.startBroker();
        }
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(process.status("/health/ready")).isEqualTo(200));
        assertThat(process.submit(WorkerProcess.echo("after")).status()).isEqualTo(TaskStatus.SUCCEEDED);
    }

    @Test
    void noticesAPauseThatWasOrderedWhileTheBrokerWasAway() throws Exception {
        JdbcClient database = JdbcClient.create(process.context().getBean(DataSource.class));
        process.stopBroker();
        try {
            database.sql("insert into queue_pause (task_type, paused_by) values (?, 'test')")
                    .param(WorkerProcess.ECHO)
                    .update();
        } finally {
            process.startBroker();
        }
        WorkerProfile profile = process.context().getBean(WorkerProfile.class);
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(process.status("/health/ready")).isEqualTo(200);
            assertThat(profile.status()).isEqualTo(WorkerStatus.PAUSED);
        });
        UUID task =
                process.publish(WorkerProcess.echo("not before it is resumed").build());
        database.sql("delete from queue_pause").update();
        awaitSuccess(task);
    }

    private static void awaitSuccess(UUID task) {
        await().atMost(SOON).untilAsserted(() -> {
            JsonNode stored = process.ask(Query.TASK_GET, Map.of("id", task.toString()));
            assertThat(stored.path("status").asString()).isEqualTo("succeeded");
        });
    }
}
