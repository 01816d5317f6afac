package cz.statex.aiworkers.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessesTest {

    @Test
    void endsOnlyTheProgramThatThePidFileMeans(@TempDir Path directory) throws IOException {
        Process process = new ProcessBuilder("sleep", "60").start();
        Path pidFile = Files.writeString(directory.resolve("pid"), process.pid() + "\nmore");
        Processes.endOrphan(pidFile, "postgres");
        assertThat(process.toHandle().isAlive()).isTrue();
        String program = process.info().command().orElseThrow();
        Processes.endOrphan(pidFile, program);
        assertThat(process.toHandle().isAlive()).isFalse();
        Processes.endOrphan(pidFile, program);
    }

    @Test
    void ignoresAPidFileThatIsMissingOrBroken(@TempDir Path directory) throws IOException {
        assertThat(Processes.ofPidFile(directory.resolve("none"), "x")).isEmpty();
        Path broken = Files.writeString(directory.resolve("pid"), "no number");
        assertThat(Processes.ofPidFile(broken, "x")).isEmpty();
    }

    @Test
    void saysWhenAProcessEndsBeforeItIsReady() throws IOException {
        Process process = new ProcessBuilder("true").start();
        assertThat(Processes.awaitReady(process, () -> false, Duration.ofSeconds(10)))
                .isFalse();
    }

    @Test
    void killsAProcessAndWaitsForItsEnd() throws IOException {
        Process process = new ProcessBuilder("sleep", "60").start();
        Processes.kill(process.toHandle());
        assertThat(process.toHandle().isAlive()).isFalse();
    }

    @Test
    void tellsWhetherACommandSucceeded() {
        assertThat(Processes.run(new ProcessBuilder("true"))).isTrue();
        assertThat(Processes.run(new ProcessBuilder("false"))).isFalse();
        assertThat(Processes.run(new ProcessBuilder("/no/such/program"))).isFalse();
    }

    @Test
    void leavesNoCommandBehindWhenItsCallerIsInterrupted(@TempDir Path directory) throws Exception {
        Path pidFile = Files.createFile(directory.resolve("pid"));
        ProcessBuilder command = new ProcessBuilder("sh", "-c", "echo $$ > " + pidFile + "; exec sleep 60");
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread caller = new Thread(() -> {
            boolean succeeded = Processes.run(command);
            interrupted.set(!succeeded && Thread.currentThread().isInterrupted());
        });
        caller.start();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Files.readString(pidFile).endsWith("\n"));
        long pid = Long.parseLong(Files.readString(pidFile).strip());
        caller.interrupt();
        caller.join();
        assertThat(interrupted).isTrue();
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }
}
