package cz.statex.aiworkers.core.execution;

import static cz.statex.aiworkers.core.execution.PipelineFixture.aTask;
import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.core.execution.PipelineFixture.Hooks;
import cz.statex.aiworkers.core.execution.PipelineFixture.Output;
import cz.statex.aiworkers.core.testing.contract.RecordedDelivery.Fate;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cancel is accepted at every point of a task's way; each ends CANCELLED, answered once. */
class CancelTest {

    @TempDir
    Path scratchRoot;

    private final Task task = aTask().build();
    private PipelineFixture fixture;

    @BeforeEach
    void assemble() {
        fixture = new PipelineFixture(scratchRoot);
    }

    @Test
    void beforeReception() {
        fixture.work = (input, context) -> {
            throw new IllegalStateException("retry me");
        };
        fixture.run(task);
        fixture.store.cancel(task.id());
        fixture.clock.advance(Duration.ofMinutes(2));
        endsCancelled(1);
    }

    @Test
    void duringPreprocessing() {
        Hooks.whenBound(this::cancel);
        endsCancelled(0);
    }

    @Test
    void duringProcessingThatListens() {
        fixture.work = (input, context) -> {
            cancel();
            context.checkpoint();
            return new Output("never");
        };
        endsCancelled(1);
    }

    @Test
    void duringProcessingThatDoesNotListen() {
        fixture.work = (input, context) -> {
            cancel();
            return new Output("dropped");
        };
        endsCancelled(1);
        assertThat(fixture.stored(task).outputData()).isNull();
    }

    @Test
    void duringProcessingThatFails() {
        fixture.work = (input, context) -> {
            cancel();
            throw new IllegalStateException("because it was stopped");
        };
        endsCancelled(1);
    }

    @Test
    void duringPostprocessing() {
        Hooks.whenEncoded(this::cancel);
        endsCancelled(1);
    }

    @Test
    void afterSubmissionChangesNothing() {
        fixture.run(task);
        cancel();
        assertThat(fixture.run(task).fate()).isEqualTo(Fate.ACKED);
        assertThat(fixture.stored(task).status()).isEqualTo(TaskStatus.SUCCEEDED);
    }

    private void cancel() {
        fixture.store.cancel(task.id());
        fixture.running.cancel(task.id());
    }

    private void endsCancelled(int runs) {
        assertThat(fixture.run(task).fate()).isEqualTo(Fate.ACKED);
        assertThat(fixture.onlyResult().status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(fixture.runs).hasValue(runs);
        assertThat(fixture.running.size()).isZero();
    }
}
