package cz.statex.aiworkers.core.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import cz.statex.aiworkers.core.execution.attempt.AttemptContext;
import cz.statex.aiworkers.core.task.TaskStoppedException.Reason;
import cz.statex.aiworkers.core.testing.contract.InMemoryTaskStore;
import cz.statex.aiworkers.core.testing.contract.ManualClock;
import cz.statex.aiworkers.core.testing.contract.RecordingPublisher;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RunningTasksTest {

    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final ManualClock clock = new ManualClock();
    private final InMemoryTaskStore store = new InMemoryTaskStore(clock);
    private final RecordingPublisher publisher = new RecordingPublisher();
    private final RunningTasks running = new RunningTasks(store, publisher, clock);

    @Test
    void knowsTheAttemptsWhoseLeasesAreToBeRenewed() {
        Attempt attempt = claim();
        AttemptContext context = begin(attempt);
        assertThat(running.attempts()).containsExactly(attempt);
        assertThat(running.size()).isEqualTo(1);
        clock.advance(LIMIT.plusSeconds(29));
        assertThat(running.attempts()).as("within the grace").containsExactly(attempt);
        clock.advance(Duration.ofSeconds(1));
        assertThat(running.attempts()).as("another worker may try").isEmpty();
        running.end(context);
        assertThat(running.size()).isZero();
    }

    @Test
    void stopsOneTaskOrAllOfThem() {
        AttemptContext first = begin(claim());
        AttemptContext second = begin(claim());
        running.cancel(first.taskId());
        running.cancel(UUID.randomUUID());
        assertThat(first.stopReason()).isEqualTo(Reason.CANCELLED);
        assertThat(second.isStopped()).isFalse();
        running.stopAll(Reason.DRAIN);
        assertThat(first.stopReason()).as("the first reason stays").isEqualTo(Reason.CANCELLED);
        assertThat(second.stopReason()).isEqualTo(Reason.DRAIN);
        assertThat(begin(claim()).stopReason()).as("late ones too").isEqualTo(Reason.DRAIN);
    }

    @Test
    void stopsWhatIsOverdue() {
        AttemptContext context = begin(claim());
        running.stopOverdue();
        assertThat(context.isStopped()).isFalse();
        clock.advance(LIMIT);
        running.stopOverdue();
        assertThat(context.stopReason()).isEqualTo(Reason.TIMEOUT);
    }

    @Test
    void reportsTheLatestProgressOnce() {
        Attempt attempt = claim();
        AttemptContext context = begin(attempt);
        context.progress(10, "reading");
        context.progress(20, "thinking");
        running.reportProgress();
        running.reportProgress();
        assertThat(publisher.progress()).singleElement().satisfies(task -> {
            assertThat(task.progress()).isEqualTo(new Task.Progress(20, "thinking"));
            assertThat(task.status()).isEqualTo(TaskStatus.RUNNING);
            assertThat(task.inputData()).isNull();
        });
        assertThat(store.find(attempt.taskId()).orElseThrow().progress()).isEqualTo(new Task.Progress(20, "thinking"));
    }

    @Test
    void losesAReportRatherThanATask() {
        AttemptContext context = begin(claim());
        context.progress(10, "reading");
        store.failNext(1);
        running.reportProgress();
        assertThat(publisher.progress()).isEmpty();
        context.progress(500, "beyond");
        running.reportProgress();
        assertThat(publisher.progress()).extracting(Task::progress).containsExactly(new Task.Progress(100, "beyond"));
    }

    @Test
    void watchesByItself() {
        AttemptContext context = begin(claim());
        context.progress(10, "reading");
        clock.advance(LIMIT);
        running.start();
        running.start();
        await().until(() -> context.isStopped() && publisher.progress().size() == 1);
        running.close();
        running.close();
    }

    private Attempt claim() {
        Task task = Task.builder(UUID.randomUUID(), "test.echo")
                .input("text", "hello")
                .build();
        Claim claim = store.claim(task, "f".repeat(64), null, "worker-a", Duration.ofSeconds(30));
        return ((Claim.Granted) claim).attempt();
    }

    private AttemptContext begin(Attempt attempt) {
        AttemptContext context = new AttemptContext(
                attempt.taskId(), attempt.number(), Priority.NORMAL, LIMIT, Path.of("unused"), clock);
        running.begin(attempt, context);
        return context;
    }
}
