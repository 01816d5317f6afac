package cz.statex.aiworkers.local.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cz.statex.aiworkers.local.FleetFile;
import cz.statex.aiworkers.local.FleetOptions;
import cz.statex.aiworkers.local.LocalFleet;
import cz.statex.aiworkers.local.workers.ScriptedWorker;
import cz.statex.aiworkers.local.workers.ScriptedWorkers;
import cz.statex.aiworkers.orchestrator.client.AiWorkersClient;
import cz.statex.aiworkers.orchestrator.client.TaskHandle;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fleet that stops in the middle of its work finishes what runs, and the next one does the rest. */
class DrainIT {

    private static final int TASKS = 20;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Test
    void finishesWhatRunsAndLeavesTheRestToTheNextProcess(@TempDir Path directory) {
        FleetOptions options = FleetOptions.of(directory).withSlots(2);
        List<Task> tasks = new ArrayList<>();
        try (LocalFleet first = new LocalFleet(options, Clock.systemUTC())) {
            FleetFile file = first.start(ScriptedWorkers.class);
            try (AiWorkersClient client = AiWorkersClient.connect(file.brokerUrl())) {
                for (int i = 0; i < TASKS; i++) {
                    tasks.add(AiWorkersClient.newTask(ScriptedWorker.TASK_TYPE)
                            .input("text", "task " + i)
                            .parameter("millis", 1_000)
                            .build());
                }
                List<TaskHandle> handles = tasks.stream().map(client::submit).toList();
                await().atMost(LIMIT).until(() -> handles.get(0).result().isDone());
            }
        }
        try (LocalFleet second = new LocalFleet(options, Clock.systemUTC())) {
            FleetFile file = second.start(ScriptedWorkers.class);
            try (AiWorkersClient client = AiWorkersClient.connect(file.brokerUrl())) {
                for (Task task : tasks) {
                    Task result = client.watch(task.id(), task.taskType()).await(LIMIT);
                    assertThat(result.status()).isEqualTo(TaskStatus.SUCCEEDED);
                    assertThat(result.attempt())
                            .as("a drained attempt does not count")
                            .isEqualTo(1);
                }
            }
        }
    }
}
