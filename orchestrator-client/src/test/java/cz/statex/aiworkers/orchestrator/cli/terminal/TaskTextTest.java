package cz.statex.aiworkers.orchestrator.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TaskTextTest {

    private static final UUID ID = new UUID(1, 2);

    @Test
    void tellsEverythingOfAnEndedTask() {
        Task task = Task.builder(ID, "text.embed")
                .status(TaskStatus.SUCCEEDED)
                .attempt(2)
                .cached(true)
                .workerId("w")
                .model(new ModelRef("minilm", "1", "cpu", "fp32"))
                .timings(new Task.Timings(12.4, 1, 400, 1))
                .createdAt(Instant.EPOCH)
                .completedAt(Instant.EPOCH.plusMillis(450))
                .duplicateOf(new UUID(3, 4))
                .build();

        assertThat(TaskText.of(task))
                .isEqualTo(
                        """
                        task     00000000-0000-0001-0000-000000000002
                        type     text.embed
                        status   succeeded (attempt 2 of 4), from the cache
                        worker   w
                        model    minilm 1 on cpu in fp32
                        time     0.45 s (queue 12 ms, inference 400 ms)
                        same as  00000000-0000-0003-0000-000000000004""");
    }

    @Test
    void tellsHowFarARunningTaskIs() {
        Task task = Task.builder(ID, "text.embed")
                .status(TaskStatus.RUNNING)
                .attempt(1)
                .progress(new Task.Progress(40, null))
                .build();

        assertThat(TaskText.of(task)).contains("running (attempt 1 of 4), 40 %");
        assertThat(TaskText.duration(task)).isNull();
    }
}
