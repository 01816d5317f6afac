package cz.statex.aiworkers.core.model.batch;

import static cz.statex.aiworkers.core.model.batch.HandDriven.items;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.model.ModelObserver;
import cz.statex.aiworkers.core.model.batch.HandDriven.Item;
import cz.statex.aiworkers.core.model.device.DeviceOutOfMemoryException;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a failure does, and to whom. */
class BatcherFailureTest {

    private static final Duration LONG = Duration.ofHours(1);
    private static final BatchSettings SETTINGS = new BatchSettings(64, 8, 0, Duration.ZERO, 10_000);

    private final HandDriven model = new HandDriven();
    private final Batcher<Item, String> batcher = new Batcher<>(HandDriven.REF, model, SETTINGS, model.lanes(1), model);

    private Share<Item, String> admit(String name, int tokens) {
        try {
            return batcher.admit(List.of(new Item(name, tokens)), Priority.NORMAL, LONG);
        } catch (TaskFailure e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aBadItemFailsItsOwnTaskAlone() {
        model.fail("bad");
        Share<Item, String> a = admit("a", 8);
        Share<Item, String> bad = admit("bad", 8);
        Share<Item, String> b = admit("b", 8);
        model.allLanes();
        assertThat(a.answers()).containsExactly("A");
        assertThat(b.answers()).containsExactly("B");
        assertThat(bad.failure()).isInstanceOf(HandDriven.BadItem.class);
        assertThat(model.batches())
                .as("each is tried once more, alone")
                .containsExactly(List.of("a", "bad", "b"), List.of("a"), List.of("bad"), List.of("b"));
    }

    @Test
    void theOtherItemsOfATaskThatFailedAreNotComputed() throws Exception {
        model.fail("x0");
        Share<Item, String> share = batcher.admit(items("x", 20, 16), Priority.NORMAL, LONG);
        Share<Item, String> other = admit("other", 16);
        model.allLanes();
        assertThat(share.failure()).isInstanceOf(HandDriven.BadItem.class);
        assertThat(other.answers()).containsExactly("OTHER");
        assertThat(model.batches()).containsExactly(List.of("x0", "x1", "x2", "x3"), List.of("x0"), List.of("other"));
        assertThat(batcher.admit(items("y", 600, 16), Priority.NORMAL, LONG))
                .as("its room is free again")
                .isNotNull();
    }

    @Test
    void aBatchTooLargeForTheDeviceIsHalved() throws Exception {
        model.memory(16);
        Share<Item, String> share = batcher.admit(items("x", 8, 8), Priority.NORMAL, LONG);
        model.allLanes();
        assertThat(share.answers()).hasSize(8).doesNotContainNull();
        assertThat(model.observed()).extracting(HandDriven.Batch::rows).containsExactly(2, 2, 2, 2);
        assertThat(model.batches()).extracting(List::size).containsExactly(8, 4, 2, 2, 4, 2, 2);
        assertThat(model.roomsMade()).as("room is made once").isEqualTo(1);
    }

    @Test
    void noRoomIsMadeForABatchThatNobodyWantsAnyMore() throws Exception {
        model.memory(16);
        Share<Item, String> dropped = batcher.admit(items("x", 8, 8), Priority.NORMAL, LONG);
        model.meanwhile(() -> batcher.drop(dropped));
        model.allLanes();
        assertThat(model.batches()).hasSize(1);
        assertThat(model.roomsMade()).isZero();
    }

    @Test
    void halvesAreTriedEvenIfNoRoomCouldBeMade() throws Exception {
        model.memory(16);
        model.failToMakeRoom();
        Share<Item, String> share = batcher.admit(items("x", 8, 8), Priority.NORMAL, LONG);
        model.allLanes();
        assertThat(share.answers()).hasSize(8).doesNotContainNull();
        assertThat(model.roomsMade()).isEqualTo(1);
    }

    @Test
    void laterBatchesAreSmallerUntilLargerOnesSucceed() throws Exception {
        model.memory(16);
        batcher.admit(items("x", 8, 8), Priority.NORMAL, LONG);
        model.allLanes();
        int before = model.batches().size();
        Share<Item, String> share = batcher.admit(items("y", 4, 8), Priority.NORMAL, LONG);
        model.allLanes();
        assertThat(share.isOver()).isTrue();
        assertThat(model.batches().subList(before, model.batches().size()))
                .containsExactly(List.of("y0", "y1"), List.of("y2", "y3"));
        model.memory(Long.MAX_VALUE);
        for (int i = 0; i < 80; i++) {
            batcher.admit(items("z", 8, 8), Priority.NORMAL, LONG);
            model.allLanes();
        }
        assertThat(model.observed().get(model.observed().size() - 1).rows()).isEqualTo(8);
    }

    @Test
    void anItemTooLargeForTheDeviceFailsAlone() {
        model.memory(39);
        Share<Item, String> fits = admit("fits", 20);
        Share<Item, String> huge = admit("huge", 40);
        model.allLanes();
        assertThat(fits.answers()).containsExactly("FITS");
        assertThat(model.batches())
                .as("it is tried once more when room has been made")
                .containsExactly(List.of("fits"), List.of("huge"), List.of("huge"));
        assertThat(huge.failure()).isInstanceOf(DeviceOutOfMemoryException.class);
    }

    @Test
    void anItemTooLargeForTheDeviceMakesOtherBatchesNoSmaller() throws Exception {
        model.memory(31);
        Share<Item, String> huge = admit("huge", 32);
        model.allLanes();
        assertThat(huge.failure()).isInstanceOf(DeviceOutOfMemoryException.class);
        model.memory(Long.MAX_VALUE);
        batcher.admit(items("x", 8, 8), Priority.NORMAL, LONG);
        model.allLanes();
        assertThat(model.observed()).extracting(HandDriven.Batch::rows).containsExactly(8);
    }

    @Test
    void anErrorWhileRoomIsMadeReachesTheTasksAndTheLane() {
        BatchFunction<Item, String> broken = new BatchFunction<>() {
            @Override
            public int tokens(Item item) {
                return item.tokens();
            }

            @Override
            public List<String> compute(List<Item> batch) {
                throw new DeviceOutOfMemoryException("cuda:0", "full", new Throwable());
            }

            @Override
            public void makeRoom(DeviceOutOfMemoryException failure) {
                throw new NoClassDefFoundError("of the driver");
            }
        };
        Batcher<Item, String> other = new Batcher<>(HandDriven.REF, broken, SETTINGS, model.lanes(1), model);
        Share<Item, String> a = admitTo(other, new Item("a", 1));
        Share<Item, String> b = admitTo(other, new Item("b", 1));
        assertThatThrownBy(model::allLanes).isInstanceOf(NoClassDefFoundError.class);
        assertThat(a.failure()).isInstanceOf(NoClassDefFoundError.class);
        assertThat(b.failure()).isInstanceOf(NoClassDefFoundError.class);
        other.close();
    }

    @Test
    void droppedItemsLeaveTheQueueAtOnce() throws Exception {
        Share<Item, String> dropped = admit("dropped", 8);
        Share<Item, String> kept = admit("kept", 8);
        batcher.drop(dropped);
        assertThat(dropped.isOver()).isTrue();
        assertThat(model.stays()).containsExactly("ended 1 stopped: CANCELLED");
        model.allLanes();
        assertThat(model.batches()).containsExactly(List.of("kept"));
        assertThat(kept.answers()).containsExactly("KEPT");
    }

    @Test
    void answersForADroppedTaskAreDroppedToo() throws Exception {
        Share<Item, String> dropped = batcher.admit(items("dropped", 12, 16), Priority.NORMAL, LONG);
        model.meanwhile(() -> batcher.drop(dropped));
        Share<Item, String> kept = admit("kept", 16);
        model.allLanes();
        assertThat(model.batches())
                .containsExactly(List.of("dropped0", "dropped1", "dropped2", "dropped3"), List.of("kept"));
        assertThat(dropped.done()).isZero();
        assertThat(kept.answers()).containsExactly("KEPT");
    }

    @Test
    void aRetryLeavesOutWhoHasGivenUpMeanwhile() {
        model.fail("bad");
        admit("bad", 8);
        Share<Item, String> impatient = admit("impatient", 8);
        Share<Item, String> patient = admit("patient", 8);
        model.meanwhile(() -> batcher.drop(impatient));
        model.allLanes();
        assertThat(patient.answers()).containsExactly("PATIENT");
        assertThat(model.batches())
                .containsExactly(List.of("bad", "impatient", "patient"), List.of("bad"), List.of("patient"));
    }

    @Test
    void aModelThatForgetsAnswersFails() {
        BatchFunction<Item, String> forgetful = new BatchFunction<>() {
            @Override
            public int tokens(Item item) {
                return item.tokens();
            }

            @Override
            public List<String> compute(List<Item> batch) {
                return List.of();
            }
        };
        Batcher<Item, String> other = new Batcher<>(HandDriven.REF, forgetful, SETTINGS, model.lanes(1), model);
        Share<Item, String> share = admitTo(other, new Item("a", 1));
        model.allLanes();
        assertThat(share.failure()).hasMessage("model shouter@1 gave 0 answers to 1 items");
    }

    @Test
    void aMissingAnswerHarmsItsOwnTaskAloneAndNothingIsAnsweredTwice() {
        BatchFunction<Item, String> gappy = new BatchFunction<>() {
            @Override
            public int tokens(Item item) {
                return item.tokens();
            }

            @Override
            public List<String> compute(List<Item> batch) {
                return batch.stream()
                        .map(item -> item.name().equals("gap") ? null : item.name())
                        .collect(Collectors.toList());
            }
        };
        Batcher<Item, String> other = new Batcher<>(HandDriven.REF, gappy, SETTINGS, model.lanes(1), model);
        Share<Item, String> a = admitTo(other, new Item("a", 1));
        Share<Item, String> gap = admitTo(other, new Item("gap", 1));
        model.allLanes();
        assertThat(a.answers()).containsExactly("a");
        assertThat(a.done()).isEqualTo(1);
        assertThat(gap.failure()).hasMessage("model shouter@1 gave no answer to item 0 of 1");
    }

    @Test
    void anObserverThatThrowsCostsNoAnswerAndNoRetry() throws Exception {
        ModelObserver broken = new ModelObserver() {
            @Override
            public Work batching(ModelRef ref, int items) {
                return new Work() {
                    @Override
                    public void begun() {
                        throw new IllegalStateException("begun");
                    }

                    @Override
                    public void ended(@Nullable Throwable failure) {
                        throw new IllegalStateException("ended");
                    }
                };
            }

            @Override
            public void batched(ModelRef ref, int rows, int longest, long tokens) {
                throw new IllegalStateException("batched");
            }
        };
        Batcher<Item, String> other = new Batcher<>(HandDriven.REF, model, SETTINGS, model.lanes(1), broken);
        Share<Item, String> share = other.admit(items("x", 3, 8), Priority.NORMAL, LONG);
        model.allLanes();
        assertThat(share.answers()).containsExactly("X0", "X1", "X2");
        assertThat(share.done()).isEqualTo(3);
        assertThat(model.batches()).hasSize(1);
        other.close();
    }

    @Test
    void anErrorReachesTheTasksAndIsNotRetried() {
        BatchFunction<Item, String> broken = new BatchFunction<>() {
            @Override
            public int tokens(Item item) {
                return item.tokens();
            }

            @Override
            public List<String> compute(List<Item> batch) {
                throw new OutOfMemoryError("of the heap");
            }
        };
        Batcher<Item, String> other = new Batcher<>(HandDriven.REF, broken, SETTINGS, model.lanes(1), model);
        Share<Item, String> a = admitTo(other, new Item("a", 1));
        Share<Item, String> b = admitTo(other, new Item("b", 1));
        model.allLanes();
        assertThat(a.failure()).isInstanceOf(OutOfMemoryError.class);
        assertThat(b.failure()).isInstanceOf(OutOfMemoryError.class);
    }

    private static Share<Item, String> admitTo(Batcher<Item, String> batcher, Item item) {
        try {
            return batcher.admit(List.of(item), Priority.NORMAL, LONG);
        } catch (TaskFailure e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void closingFailsWhatWaitsAndRefusesWhatComes() {
        Share<Item, String> waiting = admit("waiting", 8);
        batcher.close();
        assertUnavailable(waiting.failure());
        model.allLanes();
        assertThat(model.batches()).isEmpty();
        assertThatThrownBy(() -> batcher.admit(items("late", 1, 1), Priority.NORMAL, LONG))
                .satisfies(BatcherFailureTest::assertUnavailable);
        batcher.close();
    }

    @Test
    void lanesThatHaveEndedFailWhatWaits() {
        BatchLanes ended = new BatchLanes(
                work -> {
                    throw new RejectedExecutionException();
                },
                1,
                System::nanoTime,
                (wait, action) -> {});
        Share<Item, String> share =
                admitTo(new Batcher<>(HandDriven.REF, model, SETTINGS, ended, model), new Item("a", 1));
        assertUnavailable(share.failure());
    }

    private static void assertUnavailable(@Nullable Throwable failure) {
        assertThat(failure).isInstanceOfSatisfying(TaskFailure.Retryable.class, e -> {
            assertThat(e.error().code()).isEqualTo(ErrorCode.MODEL_UNAVAILABLE);
            assertThat(e).hasMessageContaining("shouter@1");
        });
    }
}
