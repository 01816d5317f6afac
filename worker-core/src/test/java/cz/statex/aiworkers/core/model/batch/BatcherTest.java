package cz.statex.aiworkers.core.model.batch;

import static cz.statex.aiworkers.core.model.batch.HandDriven.items;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.model.batch.HandDriven.Item;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who meets whom in a batch, with hand-driven lanes and clock. */
class BatcherTest {

    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration WAIT = Duration.ofMillis(2);
    private static final BatchSettings SETTINGS = new BatchSettings(100, 8, 4, WAIT, 1000);

    private final HandDriven model = new HandDriven();

    private Batcher<Item, String> batcher(int lanes) {
        return batcher(lanes, SETTINGS);
    }

    private Batcher<Item, String> batcher(int lanes, BatchSettings settings) {
        return new Batcher<>(HandDriven.REF, model, settings, model.lanes(lanes), model);
    }

    private static Share<Item, String> admit(Batcher<Item, String> batcher, Item... items) throws TaskFailure {
        return batcher.admit(List.of(items), Priority.NORMAL, LONG);
    }

    @Test
    void answersComeInTheOrderOfTheItems() throws Exception {
        Batcher<Item, String> batcher = batcher(1);
        Share<Item, String> share = admit(batcher, new Item("a", 3), new Item("b", 90), new Item("c", 5));
        model.allLanes();
        assertThat(share.isOver()).isTrue();
        assertThat(share.answers()).containsExactly("A", "B", "C");
    }

    @Test
    void tasksThatWaitForALaneShareABatch() throws Exception {
        Batcher<Item, String> batcher = batcher(1);
        Share<Item, String> first = admit(batcher, new Item("a", 10));
        Share<Item, String> second = admit(batcher, new Item("b", 10));
        assertThat(model.summoned()).isEqualTo(1);
        model.allLanes();
        assertThat(model.batches()).containsExactly(List.of("a", "b"));
        assertThat(first.answers()).containsExactly("A");
        assertThat(second.answers()).containsExactly("B");
    }

    @Test
    void aBatchFormsByItselfWhileAllLanesAreBusy() throws Exception {
        Batcher<Item, String> batcher = batcher(1);
        admit(batcher, new Item("a", 10));
        model.meanwhile(() -> {
            for (String name : List.of("b", "c", "d")) {
                admitQuietly(batcher, name);
            }
            assertThat(model.summoned()).as("the only lane is busy").isZero();
        });
        model.allLanes();
        assertThat(model.batches()).containsExactly(List.of("a"), List.of("b", "c", "d"));
    }

    private static void admitQuietly(Batcher<Item, String> batcher, String name) {
        try {
            admit(batcher, new Item(name, 10));
        } catch (TaskFailure e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nothingWaitsOnAnIdleMachine() throws Exception {
        Batcher<Item, String> batcher = batcher(2);
        for (String name : List.of("a", "b", "c")) {
            model.advance(Duration.ofNanos(10));
            Share<Item, String> share = admit(batcher, new Item(name, 1));
            assertThat(model.lane()).isTrue();
            assertThat(share.isOver()).isTrue();
        }
        assertThat(model.delayed()).isZero();
    }

    @Test
    void aSmallBatchWaitsForCompanyWhileAnotherIsComputedAndTasksComeFast() throws Exception {
        Batcher<Item, String> batcher = batcher(2);
        admit(batcher, new Item("a", 1));
        model.meanwhile(() -> {
            admitQuietly(batcher, "b");
            assertThat(model.lane()).isTrue();
            assertThat(model.batches()).as("b waits").hasSize(1);
            assertThat(model.delayed()).isEqualTo(1);
            model.advance(Duration.ofMillis(1));
            admitQuietly(batcher, "c");
            model.advance(Duration.ofMillis(1));
            assertThat(model.lane()).isTrue();
        });
        model.lane();
        assertThat(model.batches()).containsExactly(List.of("a"), List.of("b", "c"));
    }

    @Test
    void theWaitEndsWhenTheBatchIsNoLongerSmall() throws Exception {
        Batcher<Item, String> batcher = batcher(2);
        admit(batcher, new Item("a", 1));
        model.meanwhile(() -> {
            admitQuietly(batcher, "b");
            model.lane();
            admitQuietly(batcher, "c");
            admitQuietly(batcher, "d");
            admitQuietly(batcher, "e");
            model.lane();
        });
        model.lane();
        assertThat(model.batches()).containsExactly(List.of("a"), List.of("b", "c", "d", "e"));
    }

    @Test
    void nothingWaitsIfTasksComeRarely() throws Exception {
        Batcher<Item, String> batcher = batcher(2);
        admit(batcher, new Item("a", 1));
        model.advance(Duration.ofSeconds(1));
        model.meanwhile(() -> {
            admitQuietly(batcher, "b");
            model.lane();
        });
        model.lane();
        assertThat(model.batches()).containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void highPriorityNeverWaits() throws Exception {
        Batcher<Item, String> batcher = batcher(2);
        admit(batcher, new Item("a", 1));
        model.meanwhile(() -> {
            try {
                batcher.admit(items("b", 1, 1), Priority.HIGH, LONG);
            } catch (TaskFailure e) {
                throw new AssertionError(e);
            }
            model.lane();
        });
        model.lane();
        assertThat(model.batches()).containsExactly(List.of("a"), List.of("b0"));
    }

    @Test
    void noBatchIsLargerThanItsBudget() throws Exception {
        Batcher<Item, String> batcher = batcher(1);
        batcher.admit(items("long", 7, 30), Priority.NORMAL, LONG);
        batcher.admit(items("short", 20, 2), Priority.NORMAL, LONG);
        model.allLanes();
        assertThat(model.observed()).allSatisfy(batch -> {
            assertThat(batch.paddedTokens()).isLessThanOrEqualTo(100);
            assertThat(batch.rows()).isLessThanOrEqualTo(8);
        });
        assertThat(model.observed()).extracting(HandDriven.Batch::rows).contains(3, 8);
    }

    @Test
    void anItemLongerThanABatchIsABatch() throws Exception {
        Batcher<Item, String> batcher = batcher(1);
        Share<Item, String> share = admit(batcher, new Item("huge", 101), new Item("small", 1));
        model.allLanes();
        assertThat(model.batches()).containsExactly(List.of("huge"), List.of("small"));
        assertThat(share.isOver()).isTrue();
    }

    @Test
    void shortItemsAreNotPaddedToLongOnes() throws Exception {
        Batcher<Item, String> batcher = batcher(1);
        admit(batcher, new Item("long", 40));
        admit(batcher, new Item("short", 5));
        admit(batcher, new Item("longer", 42));
        admit(batcher, new Item("shorter", 4));
        model.allLanes();
        assertThat(model.batches()).containsExactly(List.of("long", "longer"), List.of("short", "shorter"));
    }

    @ParameterizedTest
    @CsvSource({"16, 1", "15, 2", "24, 1", "25, 2"})
    void anItemJoinsIfThatCostsNoMorePaddingThanACallOfItsOwn(int tokens, int batches) throws Exception {
        Batcher<Item, String> batcher = batcher(1);
        admit(batcher, new Item("seed", 20));
        admit(batcher, new Item("other", tokens));
        model.allLanes();
        assertThat(model.batches()).hasSize(batches);
    }

    @Test
    void whatWaitsIsSharedOutAmongTheFreeLanes() throws Exception {
        Batcher<Item, String> batcher = batcher(2);
        batcher.admit(items("x", 8, 12), Priority.NORMAL, LONG);
        assertThat(model.summoned()).isEqualTo(2);
        model.meanwhile(() -> assertThat(model.lane()).isTrue());
        model.lane();
        assertThat(model.observed()).extracting(HandDriven.Batch::rows).containsExactly(4, 4);
    }

    @Test
    void aLargeTaskLetsSmallOnesIn() throws Exception {
        Batcher<Item, String> batcher = batcher(1);
        Share<Item, String> large = batcher.admit(items("large", 40, 20), Priority.NORMAL, LONG);
        Share<Item, String> small = admit(batcher, new Item("small", 50));
        for (int batch = 0; batch < 4; batch++) {
            model.lane();
        }
        assertThat(small.isOver()).isTrue();
        assertThat(large.done()).isEqualTo(15);
        model.allLanes();
        assertThat(large.isOver()).isTrue();
    }

    @Test
    void tasksAreRefusedWhenTooMuchWaits() throws Exception {
        Batcher<Item, String> batcher = batcher(1);
        batcher.admit(items("x", 99, 10), Priority.NORMAL, LONG);
        assertThatThrownBy(() -> batcher.admit(items("y", 2, 10), Priority.NORMAL, LONG))
                .isInstanceOfSatisfying(TaskFailure.Retryable.class, e -> {
                    assertThat(e.error().code()).isEqualTo(ErrorCode.MODEL_UNAVAILABLE);
                    assertThat(e.error().message()).contains("990 tokens wait for model shouter@1", "at most 1000");
                    assertThat(e.retryAfter()).isPresent();
                });
        batcher.admit(items("z", 1, 10), Priority.NORMAL, LONG);
        model.allLanes();
        Share<Item, String> alone = batcher.admit(items("x", 200, 10), Priority.NORMAL, LONG);
        model.allLanes();
        assertThat(alone.isOver())
                .as("one larger than the limit is served when it is alone")
                .isTrue();
    }

    @Test
    void observersSeeEachBatchAndEachTasksStay() throws Exception {
        Batcher<Item, String> batcher = batcher(1);
        admit(batcher, new Item("a", 10));
        admit(batcher, new Item("b", 8), new Item("c", 60));
        model.lane();
        assertThat(model.observed()).containsExactly(new HandDriven.Batch(2, 10, 18));
        assertThat(model.stays()).containsExactly("begun 1", "begun 2", "ended 1");
        model.lane();
        assertThat(model.stays()).endsWith("ended 2");
    }

    @Test
    void bucketsGrowWithTheirLengths() {
        int previous = 0;
        for (int length = 1; length < 5000; length++) {
            int bucket = BatchQueue.bucket(length);
            assertThat(bucket - previous).isBetween(0, 1);
            assertThat(BatchQueue.bucket(length + length / 8 + 1)).isGreaterThan(bucket);
            previous = bucket;
        }
        assertThat(BatchQueue.bucket(15)).isNotEqualTo(BatchQueue.bucket(14));
        assertThat(BatchQueue.bucket(128)).isEqualTo(BatchQueue.bucket(143));
    }

    @Test
    void impossibleSettingsAreRefused() {
        assertThatThrownBy(() -> new BatchSettings(0, 1, 1, WAIT, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BatchSettings(10, 1, 1, WAIT, 9)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> model.lanes(0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(BatchSettings.forDevice("cuda:1").maxTokens())
                .isGreaterThan(BatchSettings.forDevice("cpu").maxTokens());
    }
}
