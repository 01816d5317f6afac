package cz.statex.aiworkers.core.model.batch;

import static cz.statex.aiworkers.core.model.batch.HandDriven.items;
import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.core.model.batch.HandDriven.Item;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.core.task.TaskStoppedException;
import cz.statex.aiworkers.core.task.TaskStoppedException.Reason;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who goes first, and who is too late. */
class BatcherUrgencyTest {

    private static final Duration LONG = Duration.ofHours(1);
    private static final BatchSettings SETTINGS = new BatchSettings(40, 8, 0, Duration.ZERO, 10_000);

    private final HandDriven model = new HandDriven();
    private final Batcher<Item, String> batcher = new Batcher<>(HandDriven.REF, model, SETTINGS, model.lanes(1), model);

    private Share<Item, String> admit(String name, int tokens, Priority priority, Duration limit) {
        try {
            return batcher.admit(List.of(new Item(name, tokens)), priority, limit);
        } catch (TaskFailure e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void higherClassesGoFirst() {
        admit("low", 40, Priority.LOW, LONG);
        admit("normal", 40, Priority.NORMAL, LONG);
        admit("high", 40, Priority.HIGH, LONG);
        model.allLanes();
        assertThat(model.batches()).containsExactly(List.of("high"), List.of("normal"), List.of("low"));
    }

    @Test
    void whatHasWaitedLongEnoughGoesBeforeNewArrivalsOfAnyClass() {
        admit("low", 40, Priority.LOW, LONG);
        for (int second = 0; second < 12; second++) {
            admit("high" + second, 40, Priority.HIGH, LONG);
            admit("normal" + second, 40, Priority.NORMAL, LONG);
            model.lane();
            model.advance(Duration.ofSeconds(1));
        }
        assertThat(model.batches()).contains(List.of("low"), List.of("normal4"));
        assertThat(model.batches()).doesNotContain(List.of("high6"));
    }

    @Test
    void aRareLengthIsNotStarvedByACommonOne() {
        admit("rare", 40, Priority.NORMAL, LONG);
        for (int i = 0; i < 20; i++) {
            admit("common" + i, 5, Priority.NORMAL, LONG);
        }
        model.lane();
        assertThat(model.batches()).containsExactly(List.of("rare"));
        for (int i = 0; i < 8; i++) {
            admit("later" + i, 5, Priority.NORMAL, LONG);
        }
        admit("rare again", 40, Priority.NORMAL, LONG);
        model.allLanes();
        assertThat(model.batches().get(model.batches().size() - 1)).containsExactly("rare again");
        assertThat(model.batches()).hasSize(6);
    }

    @Test
    void theEarliestDeadlinesJoinFirst() {
        admit("seed", 20, Priority.NORMAL, LONG);
        admit("late", 20, Priority.NORMAL, Duration.ofMinutes(9));
        admit("early", 20, Priority.NORMAL, Duration.ofMinutes(1));
        admit("middle", 20, Priority.NORMAL, Duration.ofMinutes(5));
        model.allLanes();
        assertThat(model.batches()).containsExactly(List.of("seed", "early"), List.of("late", "middle"));
    }

    @Test
    void aHigherClassJoinsBeforeAnEarlierDeadline() {
        admit("seed", 20, Priority.HIGH, LONG);
        admit("early", 20, Priority.NORMAL, Duration.ofMinutes(1));
        admit("urgent", 20, Priority.HIGH, LONG);
        model.lane();
        assertThat(model.batches()).containsExactly(List.of("seed", "urgent"));
    }

    @Test
    void whatIsTooLateFailsAsTimedOutAndIsNotComputed() {
        Share<Item, String> late = admit("late", 10, Priority.NORMAL, Duration.ofMillis(5));
        Share<Item, String> good = admit("good", 10, Priority.NORMAL, LONG);
        model.advance(Duration.ofMillis(5));
        model.allLanes();
        assertThat(model.batches()).containsExactly(List.of("good"));
        assertTimedOut(late);
        assertThat(good.answers()).containsExactly("GOOD");
    }

    @Test
    void whatCannotBeReadyInTimeIsNotComputedEither() {
        admit("first", 40, Priority.NORMAL, LONG);
        model.allLanes();
        Share<Item, String> hopeless = admit("hopeless", 40, Priority.NORMAL, Duration.ofNanos(39_000));
        Share<Item, String> possible = admit("possible", 30, Priority.NORMAL, Duration.ofNanos(39_000));
        model.allLanes();
        assertThat(model.batches()).containsExactly(List.of("first"), List.of("possible"));
        assertTimedOut(hopeless);
        assertThat(possible.answers()).containsExactly("POSSIBLE");
    }

    @Test
    void aBatchDoesNotGrowBeyondWhatItsMostUrgentMemberHasTimeFor() {
        admit("first", 40, Priority.NORMAL, LONG);
        model.allLanes();
        admit("urgent", 10, Priority.NORMAL, Duration.ofNanos(25_000));
        admit("x", 10, Priority.NORMAL, LONG);
        admit("y", 10, Priority.NORMAL, LONG);
        admit("z", 10, Priority.NORMAL, LONG);
        model.allLanes();
        assertThat(model.batches()).containsExactly(List.of("first"), List.of("urgent", "x"), List.of("y", "z"));
    }

    @Test
    void allItemsOfATaskThatTimesOutLeaveTheQueue() throws Exception {
        Share<Item, String> late = batcher.admit(items("late", 9, 10), Priority.NORMAL, Duration.ofMillis(5));
        model.lane();
        model.advance(Duration.ofMillis(5));
        model.allLanes();
        assertThat(model.batches()).hasSize(1);
        assertTimedOut(late);
    }

    private static void assertTimedOut(Share<Item, String> share) {
        assertThat(share.isOver()).isTrue();
        assertThat(share.failure()).isInstanceOfSatisfying(TaskStoppedException.class, e -> assertThat(e.reason())
                .isEqualTo(Reason.TIMEOUT));
    }
}
