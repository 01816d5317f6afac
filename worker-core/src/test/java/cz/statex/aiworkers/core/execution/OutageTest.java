package cz.statex.aiworkers.core.execution;

import static cz.statex.aiworkers.core.execution.PipelineFixture.aTask;
import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.core.execution.PipelineFixture.Output;
import cz.statex.aiworkers.core.task.TaskStoppedException.Reason;
import cz.statex.aiworkers.core.testing.contract.RecordedDelivery;
import cz.statex.aiworkers.core.testing.contract.RecordedDelivery.Fate;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store or the broker goes away in the middle of a task. */
class OutageTest {

    @TempDir
    Path scratchRoot;

    private PipelineFixture fixture;

    @BeforeEach
    void assemble() {
        fixture = new PipelineFixture(scratchRoot);
    }

    @Test
    void keepsAnOutcomeUntilTheStoreIsBack() {
        fixture.work = (input, context) -> {
            fixture.store.failNext(2);
            return new Output("kept");
        };
        Task task = aTask().build();
        assertThat(fixture.run(task).fate()).isEqualTo(Fate.ACKED);
        assertThat(fixture.storeUnavailable).hasValue(2);
        assertThat(fixture.onlyResult().status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(fixture.runs).hasValue(1);
    }

    @Test
    void handsBackWhatTheStoreCannotTakeWithinTheLease() {
        fixture.work = (input, context) -> {
            fixture.store.failNext(1000);
            return new Output("lost");
        };
        Task task = aTask().build();
        assertThat(fixture.run(task).fate()).isEqualTo(Fate.HANDED_BACK);
        assertThat(fixture.publisher.results()).isEmpty();
        fixture.store.failNext(0);
        fixture.clock.advance(PipelineFixture.LEASE);
        fixture.work = (input, context) -> new Output("again");
        assertThat(fixture.run(task).fate()).isEqualTo(Fate.ACKED);
        assertThat(fixture.onlyResult().attempt()).isEqualTo(2);
    }

    @Test
    void doesNotWaitForTheStoreWhenTheProcessStops() {
        fixture.work = (input, context) -> {
            fixture.store.failNext(1000);
            fixture.running.stopAll(Reason.DRAIN);
            return new Output("finished all the same");
        };
        assertThat(fixture.run(aTask().build()).fate()).isEqualTo(Fate.HANDED_BACK);
        assertThat(fixture.storeUnavailable.get()).isBetween(1, 2);
    }

    @Test
    void refusesAMessageOnlyWhenTheStoreCanKeepIt() {
        RecordedDelivery delivery = RecordedDelivery.of("no JSON".getBytes(StandardCharsets.UTF_8), "test.echo");
        fixture.store.failNext(1);
        assertThat(fixture.run(delivery).fate()).isEqualTo(Fate.HANDED_BACK);
        assertThat(fixture.publisher.deadLetters()).isEmpty();
    }

    @Test
    void dropsAnOutcomeWhoseFenceIsLost() {
        Task task = aTask().build();
        fixture.work = (input, context) -> {
            fixture.clock.advance(PipelineFixture.LEASE);
            fixture.store.reap(1);
            return new Output("too late");
        };
        assertThat(fixture.run(task).fate()).isEqualTo(Fate.ACKED);
        assertThat(fixture.publisher.results()).isEmpty();
        assertThat(fixture.stored(task).status()).isEqualTo(TaskStatus.RETRYING);
    }

    @Test
    void stopsWorkWhoseFenceIsLost() {
        Task task = aTask().build();
        fixture.work = (input, context) -> {
            fixture.running.fence(task.id());
            assertThat(fixture.running.attempts())
                    .as("its lease is not renewed")
                    .isEmpty();
            context.checkpoint();
            return new Output("never");
        };
        assertThat(fixture.run(task).fate()).isEqualTo(Fate.ACKED);
        assertThat(fixture.publisher.results()).isEmpty();
    }

    @Test
    void publishesAnUnconfirmedDeadLetterWhenTheMessageComesAgain() {
        Task task = aTask().parameter("depth", 99).build();
        fixture.publisher.failNext(1);
        assertThat(fixture.run(task).fate()).isEqualTo(Fate.HANDED_BACK);
        assertThat(fixture.run(task).fate()).isEqualTo(Fate.ACKED);
        assertThat(fixture.onlyResult().error()).extracting(TaskError::code).isEqualTo(ErrorCode.INVALID_SCHEMA);
    }

    @Test
    void keepsATaskThatTheStoreChokesOnAsADeadLetter() {
        Task task = aTask().build();
        fixture.store.chokeOn(task.id());
        assertThat(fixture.run(task).fate()).isEqualTo(Fate.ACKED);
        assertThat(fixture.onlyResult().error()).extracting(TaskError::code).isEqualTo(ErrorCode.INTERNAL);
        assertThat(fixture.store.deadLetters()).hasSize(1);
    }
}
