package cz.statex.aiworkers.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import cz.statex.aiworkers.core.execution.attempt.AttemptContext;
import cz.statex.aiworkers.core.model.batch.BatchFunction;
import cz.statex.aiworkers.core.model.batch.BatchLanes;
import cz.statex.aiworkers.core.model.batch.BatchSettings;
import cz.statex.aiworkers.core.model.batch.Batcher;
import cz.statex.aiworkers.core.task.TaskStoppedException;
import cz.statex.aiworkers.core.task.TaskStoppedException.Reason;
import cz.statex.aiworkers.core.testing.Attempts;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Room is made on lanes, and the idle models that have to go may be computing on lanes, for tasks that have left. */
@Timeout(60)
class MakeRoomTest {

    private static final BatchSettings SETTINGS = new BatchSettings(64, 8, 0, Duration.ZERO, 10_000);

    @TempDir
    Path folder;

    private final ExecutorService lanes = Executors.newFixedThreadPool(2);
    private ManagerFixture fixture;
    private ModelManager models;

    @BeforeEach
    void makeManager() throws Exception {
        fixture = new ManagerFixture(folder);
        models = fixture.manager();
    }

    @AfterEach
    void close() {
        fixture.close();
        lanes.shutdownNow();
    }

    /** A model that computes in batches, and whose every batch makes room before it ends. */
    private final class Batched implements LoadedModel, BatchFunction<String, String> {

        private final ModelRef ref;
        private final CyclicBarrier together;
        private final CountDownLatch go;
        private final CountDownLatch roomMade;
        private final Batcher<String, String> batcher;

        private Batched(String name, CyclicBarrier together, CountDownLatch go, CountDownLatch roomMade) {
            this.ref = new ModelRef(name, "1", "cpu", "fp32");
            this.together = together;
            this.go = go;
            this.roomMade = roomMade;
            this.batcher = new Batcher<>(ref, this, SETTINGS, BatchLanes.of(lanes, 2), ModelObserver.NONE);
        }

        @Override
        public int tokens(String item) {
            return item.length();
        }

        @Override
        public List<String> compute(List<String> batch) throws Exception {
            together.await();
            go.await();
            models.makeRoom("cpu");
            roomMade.countDown();
            return batch;
        }

        @Override
        public ModelRef ref() {
            return ref;
        }

        @Override
        public long bytes() {
            return 1;
        }

        @Override
        public void close() {
            batcher.close();
        }
    }

    @Test
    void lanesWhoseModelsNobodyUsesAnyMoreDoNotWaitForThemselvesNorForEachOther() throws Exception {
        CyclicBarrier together = new CyclicBarrier(3);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch roomMade = new CountDownLatch(2);
        AttemptContext first = Attempts.begun();
        AttemptContext second = Attempts.begun();
        Future<?> x = compute("x", first, together, go, roomMade);
        Future<?> y = compute("y", second, together, go, roomMade);
        together.await();
        first.stop(Reason.CANCELLED);
        second.stop(Reason.CANCELLED);
        for (Future<?> task : List.of(x, y)) {
            assertThatThrownBy(task::get).hasCauseInstanceOf(TaskStoppedException.class);
        }
        go.countDown();
        roomMade.await();
        await().untilAsserted(() ->
                assertThat(fixture.events).contains("closed x@1 OUT_OF_MEMORY", "closed y@1 OUT_OF_MEMORY", "held 0"));
        assertThat(models.loaded()).isEmpty();
    }

    @Test
    void aStoppedManagerMakesNoRoomAndFailsNobody() {
        models.close();
        models.makeRoom("cpu");
        assertThat(fixture.events).isEmpty();
        assertThat(fixture.devices.trims).hasValue(0);
    }

    private Future<?> compute(
            String name, AttemptContext context, CyclicBarrier together, CountDownLatch go, CountDownLatch roomMade)
            throws Exception {
        ModelSpec<Batched> spec = new ModelSpec<>(
                fixture.entry(name, "1"),
                Batched.class,
                (files, placement) -> new Batched(name, together, go, roomMade));
        return fixture.threads.submit(() -> {
            try (ModelLease<Batched> lease = models.lease(spec)) {
                return lease.model().batcher.compute(List.of("item"), context, done -> {});
            }
        });
    }
}
