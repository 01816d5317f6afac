package cz.statex.aiworkers.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cz.statex.aiworkers.core.testing.TestDatabase;
import cz.statex.aiworkers.core.testing.TestServers;
import cz.statex.aiworkers.local.workers.ScriptedWorker;
import cz.statex.aiworkers.local.workers.WorkerProcess;
import cz.statex.aiworkers.orchestrator.client.AiWorkersClient;
import cz.statex.aiworkers.orchestrator.client.TaskHandle;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Worker processes and the broker go down in the middle of the work; nothing may be lost and nothing answered twice. */
class FleetCrashIT {

    private static final int TASKS = 2_000;
    private static final int KILL_AFTER = 400;
    private static final int RESTART_AFTER = 1_000;
    /** RabbitMQ may lose a quorum queue if it goes down within seconds of the declaration. */
    private static final Duration QUEUES_ARE_SAFE = Duration.ofSeconds(6);

    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final TestDatabase database = TestServers.database(FleetCrashIT.class);
    private RestartableBroker broker;

    @BeforeEach
    void startTheBroker(@TempDir Path directory) {
        broker = RestartableBroker.start(directory);
    }

    @AfterEach
    void stopTheBroker() {
        broker.close();
    }

    @Test
    void answersEveryTaskOnceWhileAWorkerIsKilledAndTheBrokerRestarted() throws Exception {
        try (WorkerProcess victim = worker("crash-victim");
                WorkerProcess survivor = worker("crash-survivor")) {
            victim.awaitReady();
            survivor.awaitReady();
            long ready = System.nanoTime();
            try (AiWorkersClient client = AiWorkersClient.connect(broker.url());
                    ResultRecorder recorder = new ResultRecorder(broker.url(), ScriptedWorker.TASK_TYPE)) {
                CountDownLatch untilKill = new CountDownLatch(KILL_AFTER);
                CountDownLatch untilRestart = new CountDownLatch(RESTART_AFTER);
                List<TaskHandle> handles = new ArrayList<>();
                List<CompletableFuture<Void>> counted = new ArrayList<>();
                for (int i = 0; i < TASKS; i++) {
                    TaskHandle handle = client.submit(
                            task("task " + i).parameter("millis", 50).build());
                    counted.add(handle.result().thenRun(untilKill::countDown).thenRun(untilRestart::countDown));
                    handles.add(handle);
                }
                assertThat(untilKill.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
                victim.kill();
                assertThat(untilRestart.await(LIMIT.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
                await().atMost(LIMIT).until(() -> System.nanoTime() - ready > QUEUES_ARE_SAFE.toNanos());
                broker.restart();
                for (TaskHandle handle : handles) {
                    Task result = handle.await(LIMIT);
                    assertThat(result.status()).as("task " + result.id()).isEqualTo(TaskStatus.SUCCEEDED);
                }
                assertThat(counted).allMatch(CompletableFuture::isDone);
                assertThat(count("select count(*) from task where input_data like '%task %' and status = 'succeeded'"))
                        .isEqualTo(TASKS);
                await().atMost(LIMIT).until(() -> recorder.contents().size() == TASKS);
                assertThat(recorder.contents().values())
                        .allSatisfy(contents -> assertThat(contents).hasSize(1));
            }
        }
    }

    @Test
    void failsATaskThatKillsItsProcessOnceItsAttemptsAreExhausted() throws Exception {
        List<WorkerProcess> workers = new ArrayList<>(List.of(worker("poison-0")));
        try {
            workers.get(0).awaitReady();
            try (AiWorkersClient client = AiWorkersClient.connect(broker.url())) {
                TaskHandle poison = client.submit(
                        task("poison").parameter("halt", true).maxRetries(1).build());
                await().atMost(LIMIT).until(() -> {
                    replaceTheDead(workers);
                    return poison.result().isDone();
                });
                Task result = poison.await(Duration.ZERO);
                assertThat(result.status()).isEqualTo(TaskStatus.FAILED);
                assertThat(result.error()).isNotNull().extracting("code").isEqualTo(ErrorCode.WORKER_LOST);
                assertThat(result.attempt()).isEqualTo(2);
                replaceTheDead(workers);
                TaskHandle next = client.submit(task("next").build());
                assertThat(next.await(LIMIT).status()).isEqualTo(TaskStatus.SUCCEEDED);
                assertThat(count("select count(*) from dead_letter where task_id = '" + result.id() + "'"))
                        .isEqualTo(1);
            }
        } finally {
            workers.forEach(WorkerProcess::close);
        }
    }

    private void replaceTheDead(List<WorkerProcess> workers) {
        if (!workers.get(workers.size() - 1).isAlive()) {
            workers.add(worker("poison-" + workers.size()));
        }
    }

    private WorkerProcess worker(String id) {
        Map<String, String> environment = new HashMap<>();
        environment.put("BROKER_URL", broker.url());
        environment.put("DATABASE_URL", database.url());
        environment.put("REDIS_URL", "");
        environment.put("AI_WORKERS_REGISTRY_LEASE", "3s");
        environment.put("AI_WORKERS_REGISTRY_REAP_INTERVAL", "500ms");
        environment.put("AI_WORKERS_EXECUTION_RETRY_FIRST", "200ms");
        return WorkerProcess.start(id, environment);
    }

    private static Task.Builder task(String text) {
        return AiWorkersClient.newTask(ScriptedWorker.TASK_TYPE).input("text", text);
    }

    private long count(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
