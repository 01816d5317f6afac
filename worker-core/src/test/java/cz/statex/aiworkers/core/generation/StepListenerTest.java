package cz.statex.aiworkers.core.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.generation.settings.GenerationSettings;
import cz.statex.aiworkers.core.generation.settings.Lengths;
import cz.statex.aiworkers.core.generation.settings.Search;
import cz.statex.aiworkers.core.generation.settings.SpecialTokens;
import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.core.task.TaskStoppedException;
import cz.statex.aiworkers.core.task.TaskStoppedException.Reason;
import cz.statex.aiworkers.core.testing.contract.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A task stops its generation between two steps. */
class StepListenerTest {

    private static final GenerationSettings SETTINGS =
            GenerationSettings.greedy(new SpecialTokens(1, 0), Lengths.total(11));

    private final ManualClock clock = new ManualClock();
    private final Attempt attempt = new Attempt();
    private int stepsUntilStop = Integer.MAX_VALUE;
    private Reason reason = Reason.CANCELLED;

    /** Each step takes a second. */
    private final ScriptedDecoder decoder = new ScriptedDecoder(1, (row, tokens) -> {
        clock.advance(Duration.ofSeconds(1));
        stepsUntilStop--;
        return ScriptedDecoder.logs(0, 1);
    });

    @ParameterizedTest
    @EnumSource(value = Reason.class, names = "TIMEOUT", mode = EnumSource.Mode.EXCLUDE)
    void aStoppedTaskComputesNoFurtherStep(Reason why) {
        reason = why;
        stepsUntilStop = 3;
        for (Search search : List.of(new Search.Greedy(), new Search.Beam(3))) {
            stepsUntilStop = 3;
            decoder.steps.clear();
            assertThatThrownBy(() -> new Generator(SETTINGS.with(search)).generate(decoder, StepListener.of(attempt)))
                    .isInstanceOfSatisfying(TaskStoppedException.class, stopped -> assertThat(stopped.reason())
                            .isEqualTo(why));
            assertThat(decoder.steps).hasSize(3);
        }
        assertThat(decoder.closed).isEqualTo(decoder.opened).isEqualTo(2);
    }

    @Test
    void aTaskOutOfTimeComputesNoFurtherStep() {
        attempt.deadline = clock.instant().plusSeconds(5);
        assertThatThrownBy(() -> new Generator(SETTINGS).generate(decoder, StepListener.of(attempt)))
                .isInstanceOfSatisfying(TaskStoppedException.class, stopped -> assertThat(stopped.reason())
                        .isEqualTo(Reason.TIMEOUT));
        assertThat(decoder.steps).hasSize(5);
        assertThat(decoder.closed).isEqualTo(1);
    }

    @Test
    void tellsTheProgressOfTheTask() throws Exception {
        new Generator(SETTINGS).generate(decoder, StepListener.of(attempt, 20, 80, "translating"));
        assertThat(attempt.progress)
                .containsExactly(
                        "20 translating",
                        "26 translating",
                        "32 translating",
                        "38 translating",
                        "44 translating",
                        "50 translating",
                        "56 translating",
                        "62 translating",
                        "68 translating",
                        "74 translating");
    }

    /** An attempt that is stopped after some steps, or at its deadline. */
    private final class Attempt implements TaskContext {

        private final List<String> progress = new ArrayList<>();
        private Instant deadline = Instant.MAX;

        @Override
        public UUID taskId() {
            return new UUID(0, 0);
        }

        @Override
        public int attempt() {
            return 1;
        }

        @Override
        public Instant deadline() {
            return deadline;
        }

        @Override
        public Duration remaining() {
            return Duration.between(clock.instant(), deadline);
        }

        @Override
        public boolean isStopped() {
            return stepsUntilStop <= 0 || !clock.instant().isBefore(deadline);
        }

        @Override
        public void checkpoint() {
            if (isStopped()) {
                throw new TaskStoppedException(stepsUntilStop <= 0 ? reason : Reason.TIMEOUT);
            }
        }

        @Override
        public void onStop(Runnable action) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void progress(int percent, String stage) {
            progress.add(percent + " " + stage);
        }

        @Override
        public Path scratchDirectory() {
            throw new UnsupportedOperationException();
        }
    }
}
