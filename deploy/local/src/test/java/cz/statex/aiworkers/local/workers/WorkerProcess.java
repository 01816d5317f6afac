package cz.statex.aiworkers.local.workers;

import static org.awaitility.Awaitility.await;

import cz.statex.aiworkers.embedded.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A worker in a JVM of its own, to be killed. */
public final class WorkerProcess implements AutoCloseable {

    private final Process process;
    private final Path log;

    private WorkerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a worker; does not wait until it is ready.
     *
     * @param id its worker id, and name of its log in {@code target}
     * @param environment its configuration
     */
    public static WorkerProcess start(String id, Map<String, String> environment) {
        Path log = Path.of("target", id + ".log").toAbsolutePath();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                ScriptedWorkers.class.getName()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        builder.environment()
                .putAll(Map.of(
                        "WORKER_ID", id, "PROMETHEUS_PORT", Integer.toString(FreePort.find()), "ENVIRONMENT", "local"));
        try {
            return new WorkerProcess(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a worker process", e);
        }
    }

    /** Returns when the worker takes tasks. */
    public void awaitReady() {
        await("worker ready, see " + log)
                .atMost(Duration.ofMinutes(2))
                .until(() -> !process.isAlive() || Files.readString(log).contains("Ready: "));
        if (!process.isAlive()) {
            throw new IllegalStateException("the worker process ended; see " + log);
        }
    }

    /** Ends it without warning, as SIGKILL does. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Whether it still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, java.util.concurrent.TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
        }
    }
}
