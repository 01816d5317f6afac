package cz.statex.aiworkers.core.execution.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.task.TaskStoppedException;
import cz.statex.aiworkers.core.task.TaskStoppedException.Reason;
import cz.statex.aiworkers.core.testing.contract.ManualClock;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptContextTest {

    @TempDir
    Path root;

    private final ManualClock clock = new ManualClock();
    private final UUID taskId = UUID.randomUUID();

    @Test
    void knowsItsTimeLimit() {
        AttemptContext context = context();
        assertThat(context.remaining()).isEqualTo(Duration.ofSeconds(60));
        clock.advance(Duration.ofSeconds(45));
        assertThat(context.remaining()).isEqualTo(Duration.ofSeconds(15));
        clock.advance(Duration.ofSeconds(45));
        assertThat(context.remaining()).isZero();
        assertThat(context.taskId()).isEqualTo(taskId);
        assertThat(context.attempt()).isEqualTo(2);
    }

    @Test
    void stopsAtTheNextCheckpoint() {
        AttemptContext context = context();
        assertThatCode(context::checkpoint).doesNotThrowAnyException();
        context.stop(Reason.CANCELLED);
        context.stop(Reason.DRAIN);
        assertThat(context.isStopped()).isTrue();
        assertThatThrownBy(context::checkpoint)
                .isInstanceOfSatisfying(TaskStoppedException.class, stopped -> assertThat(stopped.reason())
                        .isEqualTo(Reason.CANCELLED));
    }

    @Test
    void runsStopActionsOnceAndLateOnesAtOnce() {
        AttemptContext context = context();
        List<String> ran = new ArrayList<>();
        context.onStop(() -> {
            throw new IllegalStateException("must not keep the others from running");
        });
        context.onStop(() -> ran.add("early"));
        assertThat(ran).isEmpty();
        context.stop(Reason.CANCELLED);
        context.stop(Reason.CANCELLED);
        context.onStop(() -> ran.add("late"));
        assertThat(ran).containsExactly("early", "late");
    }

    @Test
    void interruptsOnlyTheThreadThatWorks() {
        AttemptContext context = context();
        clock.advance(Duration.ofMinutes(1));
        context.stopIfOverdue();
        assertThat(Thread.currentThread().isInterrupted()).as("before the work").isFalse();
        context.enterWork();
        context.stopIfOverdue();
        assertThat(Thread.currentThread().isInterrupted()).as("during the work").isTrue();
        context.leaveWork();
        assertThat(Thread.currentThread().isInterrupted()).as("after the work").isFalse();
    }

    @Test
    void makesAScratchDirectoryOnDemandAndDeletesItWithEverythingInIt() throws IOException {
        Path outside = Files.writeString(root.resolve("outside.txt"), "kept");
        AttemptContext context = context();
        assertThat(root.resolve("scratch")).doesNotExist();
        Path directory = context.scratchDirectory();
        assertThat(context.scratchDirectory()).isEqualTo(directory);
        Files.writeString(Files.createDirectories(directory.resolve("a/b")).resolve("c.txt"), "deleted");
        Files.createSymbolicLink(directory.resolve("link"), outside);
        context.close();
        context.close();
        assertThat(root.resolve("scratch")).isEmptyDirectory();
        assertThat(outside).hasContent("kept");
        assertThatThrownBy(context::scratchDirectory).isInstanceOf(IOException.class);
    }

    @Test
    void keepsTheLatestProgressUntilItIsTaken() {
        AttemptContext context = context();
        assertThat(context.takeProgress()).isEmpty();
        context.progress(-5, "start");
        assertThat(context.takeProgress())
                .hasValueSatisfying(progress -> assertThat(progress.percent()).isZero());
        assertThat(context.takeProgress()).isEmpty();
    }

    @Test
    void leavesMessagesOutOfATraceThatIsLogged() {
        Throwable failure = new IllegalStateException("secret", new IOException("secret too"));
        assertThat(ScrubbedTrace.of(failure))
                .contains("IllegalStateException", "caused by java.io.IOException", "AttemptContextTest")
                .doesNotContain("secret");
    }

    private AttemptContext context() {
        return new AttemptContext(taskId, 2, Priority.HIGH, Duration.ofSeconds(60), root.resolve("scratch"), clock);
    }
}
