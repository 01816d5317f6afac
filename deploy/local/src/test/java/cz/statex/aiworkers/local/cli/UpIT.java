package cz.statex.aiworkers.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cz.statex.aiworkers.local.FleetFile;
import cz.statex.aiworkers.orchestrator.client.AiWorkersClient;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code aiw up} in a process of its own: used, stopped, killed and started again. */
class UpIT {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    @Test
    void servesUntilItIsStoppedAndRecoversFromBeingKilled(@TempDir Path data, @TempDir Path logs) throws Exception {
        Path firstLog = logs.resolve("first");
        Process killed = up(data, firstLog);
        awaitReady(killed, firstLog);
        StringWriter demo = new StringWriter();
        assertThat(local(demo, "demo", "--data", data.toString())).isZero();
        assertThat(demo.toString())
                .contains("24 of 24 tasks succeeded", "Summary of tides-en.txt", "Czech", "closest:");
        Task kept = submitted(data);
        StringWriter refused = new StringWriter();
        assertThat(local(refused, "up", "--data", data.toString())).isNotZero();
        assertThat(refused.toString()).contains("already runs");
        killed.destroyForcibly().waitFor();

        Path secondLog = logs.resolve("second");
        Process stopped = up(data, secondLog);
        awaitReady(stopped, secondLog);
        FleetFile file = FleetFile.ofRunning(data).orElseThrow();
        try (AiWorkersClient client = AiWorkersClient.connect(file.brokerUrl())) {
            assertThat(client.fleet().task(kept.id()).outputData()).isEqualTo(kept.outputData());
        }
        stopped.destroy();
        assertThat(stopped.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(secondLog)).contains("Stopped; the data stay in");
        assertThat(FleetFile.ofRunning(data)).isEmpty();
        assertThat(ProcessHandle.allProcesses())
                .noneMatch(process -> process.info().commandLine().orElse("").contains(data.toString()));
    }

    private static Task submitted(Path data) {
        String broker = FleetFile.ofRunning(data).orElseThrow().brokerUrl();
        try (AiWorkersClient client = AiWorkersClient.connect(broker)) {
            Task task = AiWorkersClient.newTask("text.language")
                    .input("text", "Dieser Satz bleibt in der Datenbank, auch wenn der Prozess stirbt.")
                    .build();
            return client.submit(task).await(LIMIT);
        }
    }

    private static Process up(Path data, Path log) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        LocalAiw.class.getName(),
                        "up",
                        "--data",
                        data.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static void awaitReady(Process process, Path log) {
        await("fleet ready, see " + log)
                .atMost(LIMIT)
                .until(() -> !process.isAlive() || Files.readString(log).contains("Ready in"));
        assertThat(process.isAlive()).as("the fleet runs").isTrue();
    }

    private static int local(StringWriter text, String... arguments) {
        PrintWriter writer = new PrintWriter(text);
        return LocalAiw.commandLine(new Output(writer, writer)).execute(arguments);
    }
}
