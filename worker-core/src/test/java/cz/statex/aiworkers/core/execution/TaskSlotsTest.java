package cz.statex.aiworkers.core.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import cz.statex.aiworkers.core.testing.contract.RecordedDelivery;
import cz.statex.aiworkers.core.testing.contract.RecordedDelivery.Fate;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class TaskSlotsTest {

    private final CountDownLatch release = new CountDownLatch(1);
    private final List<Delivery> worked = new CopyOnWriteArrayList<>();

    @AfterEach
    void releaseThreads() {
        release.countDown();
    }

    @Test
    void worksOnAsManyAtOnceAsThereAreSlots() throws Exception {
        CyclicBarrier allAtOnce = new CyclicBarrier(4);
        try (TaskSlots slots = new TaskSlots(3, delivery -> meet(allAtOnce))) {
            for (int i = 0; i < 3; i++) {
                slots.accept(delivery(Priority.NORMAL));
            }
            await().until(() -> slots.busy() == 3);
            assertThat(slots.capacity()).isEqualTo(3);
            allAtOnce.await(10, TimeUnit.SECONDS);
            await().until(() -> slots.busy() == 0);
        }
    }

    @Test
    void servesHigherClassesFirstAndEachInOrderOfArrival() {
        Delivery first = delivery(Priority.LOW);
        List<Delivery> waiting = List.of(
                delivery(Priority.LOW),
                delivery(Priority.NORMAL),
                delivery(Priority.HIGH),
                delivery(Priority.LOW),
                delivery(Priority.NORMAL),
                delivery(Priority.HIGH));
        try (TaskSlots slots = new TaskSlots(1, delivery -> {
            awaitRelease();
            worked.add(delivery);
        })) {
            slots.accept(first);
            await().until(() -> slots.busy() == 1);
            waiting.forEach(slots::accept);
            assertThat(slots.waiting()).isEqualTo(6);
            release.countDown();
            await().until(() -> worked.size() == 7);
        }
        assertThat(worked)
                .containsExactly(
                        first,
                        waiting.get(2),
                        waiting.get(5),
                        waiting.get(1),
                        waiting.get(4),
                        waiting.get(0),
                        waiting.get(3));
    }

    @Test
    void handsBackWhatWaitsWhenItDrains() {
        RecordedDelivery running = delivery(Priority.NORMAL);
        RecordedDelivery waiting = delivery(Priority.HIGH);
        RecordedDelivery late = delivery(Priority.HIGH);
        try (TaskSlots slots = new TaskSlots(1, delivery -> {
            awaitRelease();
            delivery.ack();
        })) {
            slots.accept(running);
            await().until(() -> slots.busy() == 1);
            slots.accept(waiting);
            assertThat(slots.drain(Duration.ofMillis(1))).isFalse();
            slots.accept(late);
            assertThat(waiting.fate()).isEqualTo(Fate.HANDED_BACK);
            assertThat(late.fate()).isEqualTo(Fate.HANDED_BACK);
            release.countDown();
            assertThat(slots.drain(Duration.ofSeconds(10))).isTrue();
            assertThat(running.fate()).isEqualTo(Fate.ACKED);
        }
    }

    @Test
    void goesOnAfterWorkThatThrows() {
        try (TaskSlots slots = new TaskSlots(1, delivery -> {
            worked.add(delivery);
            throw new IllegalStateException("broken pipeline");
        })) {
            slots.accept(delivery(Priority.NORMAL));
            slots.accept(delivery(Priority.NORMAL));
            await().until(() -> worked.size() == 2 && slots.busy() == 0);
        }
    }

    @Test
    void endsItsThreadsWhenClosed() {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        try (TaskSlots slots = new TaskSlots(2, delivery -> threads.add(Thread.currentThread()))) {
            slots.accept(delivery(Priority.NORMAL));
            await().until(() -> threads.size() == 1);
        }
        assertThat(threads.get(0).getName()).startsWith("aiw-task-");
        await().until(() -> !threads.get(0).isAlive());
    }

    @Test
    void needsASlot() {
        assertThatThrownBy(() -> new TaskSlots(0, delivery -> {})).isInstanceOf(IllegalArgumentException.class);
    }

    private static RecordedDelivery delivery(Priority priority) {
        return RecordedDelivery.of(
                Task.builder(UUID.randomUUID(), "test.echo").priority(priority).build());
    }

    private void awaitRelease() {
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
