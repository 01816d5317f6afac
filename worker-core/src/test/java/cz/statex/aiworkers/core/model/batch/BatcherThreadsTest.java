package cz.statex.aiworkers.core.model.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import cz.statex.aiworkers.core.execution.attempt.AttemptContext;
import cz.statex.aiworkers.core.model.ModelObserver;
import cz.statex.aiworkers.core.task.TaskStoppedException;
import cz.statex.aiworkers.core.task.TaskStoppedException.Reason;
import cz.statex.aiworkers.core.testing.Attempts;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tasks on threads of their own, real lanes, a real clock. */
class BatcherThreadsTest {

    private static final BatchSettings SETTINGS = new BatchSettings(256, 16, 8, Duration.ofMillis(1), 100_000);

    private final ExecutorService lanes = Executors.newFixedThreadPool(2);
    private final ExecutorService tasks = Executors.newFixedThreadPool(16);

    @AfterEach
    void end() {
        tasks.shutdownNow();
        lanes.shutdownNow();
    }

    /** Doubles numbers; a number is as long as it is. */
    private static class Doubling implements BatchFunction<Integer, Integer> {
        private final AtomicInteger atOnce = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        @Override
        public int tokens(Integer item) {
            return item;
        }

        @Override
        public List<Integer> compute(List<Integer> batch) throws Exception {
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            try {
                if (batch.contains(13)) {
                    throw new IllegalStateException("thirteen");
                }
                return batch.stream().map(number -> 2 * number).toList();
            } finally {
                atOnce.decrementAndGet();
            }
        }
    }

    /** Computes nothing until it is let go. */
    private static class Held extends Doubling {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch go = new CountDownLatch(1);

        @Override
        public List<Integer> compute(List<Integer> batch) throws Exception {
            begun.countDown();
            go.await();
            return super.compute(batch);
        }
    }

    private Batcher<Integer, Integer> batcher(Doubling function, ModelObserver observer) {
        return new Batcher<>(
                new ModelRef("doubling", "1", "cpu", "fp32"), function, SETTINGS, BatchLanes.of(lanes, 2), observer);
    }

    @Test
    void manyTasksGetEachItsOwnAnswers() throws Exception {
        Doubling function = new Doubling();
        AtomicLong batches = new AtomicLong();
        Batcher<Integer, Integer> batcher = batcher(function, new ModelObserver() {
            @Override
            public void batched(ModelRef model, int rows, int longest, long tokens) {
                batches.incrementAndGet();
            }
        });
        List<Future<Integer>> ends = new ArrayList<>();
        for (int task = 0; task < 400; task++) {
            SplittableRandom random = new SplittableRandom(task);
            ends.add(tasks.submit(() -> run(batcher, random)));
        }
        int items = 0;
        for (Future<Integer> end : ends) {
            items += end.get();
        }
        assertThat(function.most.get()).isBetween(1, 2);
        assertThat(batches.get()).isLessThan(items);
        batcher.close();
    }

    private static int run(Batcher<Integer, Integer> batcher, SplittableRandom random) throws Exception {
        List<Integer> items =
                random.ints(1 + random.nextInt(40), 14, 300).boxed().toList();
        List<Integer> progress = new ArrayList<>();
        assertThat(batcher.compute(items, Attempts.begun(), progress::add))
                .isEqualTo(items.stream().map(number -> 2 * number).toList());
        assertThat(progress).isSorted().doesNotHaveDuplicates().endsWith(items.size());
        return items.size();
    }

    @Test
    void aTaskOfNothingIsDoneAtOnce() throws Exception {
        assertThat(batcher(new Doubling(), ModelObserver.NONE).compute(List.of(), Attempts.begun(), done -> {}))
                .isEmpty();
    }

    @Test
    void whatTheModelThrewReachesTheTask() {
        Batcher<Integer, Integer> batcher = batcher(new Doubling(), ModelObserver.NONE);
        assertThatThrownBy(() -> batcher.compute(List.of(13), Attempts.begun(), done -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("thirteen");
    }

    @Test
    void aStoppedTaskReturnsAtOnceThoughItsBatchIsBeingComputed() throws Exception {
        Held function = new Held();
        Batcher<Integer, Integer> batcher = batcher(function, ModelObserver.NONE);
        AttemptContext context = Attempts.begun();
        Future<List<Integer>> task = tasks.submit(compute(batcher, context));
        function.begun.await();
        context.stop(Reason.CANCELLED);
        assertThatThrownBy(task::get).cause().isInstanceOfSatisfying(TaskStoppedException.class, e -> assertThat(
                        e.reason())
                .isEqualTo(Reason.CANCELLED));
        function.go.countDown();
        assertThat(batcher.compute(List.of(4), Attempts.begun(), done -> {})).containsExactly(8);
    }

    @Test
    void anInterruptedTaskTakesItsItemsOut() throws Exception {
        Held function = new Held();
        Batcher<Integer, Integer> batcher = batcher(function, ModelObserver.NONE);
        Future<List<Integer>> task = tasks.submit(compute(batcher, Attempts.begun()));
        function.begun.await();
        Thread waiting = new Thread(() -> {
            try {
                batcher.compute(List.of(5), Attempts.begun(), done -> {});
            } catch (Exception e) {
                // The interrupt, which the test waits for.
            }
        });
        waiting.start();
        await().until(() -> waiting.getState() == Thread.State.WAITING);
        waiting.interrupt();
        waiting.join();
        function.go.countDown();
        assertThat(task.get()).containsExactly(6);
    }

    @Test
    void closingWaitsForWhatIsBeingComputed() throws Exception {
        Held function = new Held();
        Batcher<Integer, Integer> batcher = batcher(function, ModelObserver.NONE);
        Future<List<Integer>> task = tasks.submit(compute(batcher, Attempts.begun()));
        function.begun.await();
        Thread closing = new Thread(batcher::close);
        closing.start();
        await().until(() -> closing.getState() == Thread.State.WAITING);
        function.go.countDown();
        closing.join();
        assertThat(task.get()).containsExactly(6);
        assertThatThrownBy(
                        () -> tasks.submit(compute(batcher, Attempts.begun())).get())
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("leaves memory");
    }

    private static Callable<List<Integer>> compute(Batcher<Integer, Integer> batcher, AttemptContext context) {
        return () -> batcher.compute(List.of(3), context, done -> {});
    }
}
