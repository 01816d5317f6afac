package cz.statex.aiworkers.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.model.repository.ModelRepository;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.core.testing.TinyBert;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelManagerTest {

    private static final ModelRef REF = new ModelRef("tiny-bert", "1", "cpu", "fp32");

    @TempDir
    Path folder;

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger loads = new AtomicInteger();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private ModelEntry entry;
    private ModelManager models;

    /** A model that notes when it is closed. */
    private static final class Fake implements LoadedModel {
        private final AtomicInteger closed = new AtomicInteger();

        @Override
        public ModelRef ref() {
            return REF;
        }

        @Override
        public long bytes() {
            return 5;
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    @BeforeEach
    void makeManager() throws IOException {
        entry = TinyBert.entry(folder);
        models = manager(Duration.ofSeconds(30));
    }

    @AfterEach
    void close() {
        models.close();
        threads.shutdownNow();
    }

    @Test
    void thoseWhoAskAtOnceWaitForOneLoad() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        ModelSpec<Fake> spec = spec(() -> {
            go.await();
            return new Fake();
        });
        List<Future<Fake>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(threads.submit(() -> {
                try (ModelLease<Fake> lease = models.lease(spec)) {
                    return lease.model();
                }
            }));
        }
        go.countDown();
        Fake model = all.get(0).get();
        for (Future<Fake> one : all) {
            assertThat(one.get()).isSameAs(model);
        }
        assertThat(loads).hasValue(1);
        assertThat(models.loaded()).containsExactly(REF);
        assertThat(events).containsExactly("loaded 5");
    }

    @Test
    void idleModelsLeaveMemoryAfterTheirTimeAndLeasedOnesNever() throws Exception {
        ModelSpec<Fake> spec = spec(Fake::new);
        ModelLease<Fake> lease = models.lease(spec);
        Fake model = lease.model();
        now.addAndGet(Duration.ofHours(9).toNanos());
        models.closeIdle();
        assertThat(model.closed).hasValue(0);

        lease.close();
        lease.close();
        now.addAndGet(Duration.ofMinutes(59).toNanos());
        models.closeIdle();
        assertThat(model.closed).hasValue(0);

        now.addAndGet(Duration.ofMinutes(1).toNanos());
        models.closeIdle();
        assertThat(model.closed).hasValue(1);
        assertThat(models.loaded()).isEmpty();
        try (ModelLease<Fake> again = models.lease(spec)) {
            assertThat(again.model()).isNotSameAs(model);
        }
        assertThat(events).containsExactly("loaded 5", "closed IDLE", "loaded 5");
    }

    @Test
    void aClosedLeaseGivesNothingMore() throws Exception {
        ModelLease<Fake> lease = models.lease(spec(Fake::new));
        lease.close();
        assertThatThrownBy(lease::model)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("lease the model again");
    }

    @Test
    void closingClosesIdleModelsNowAndLeasedOnesAfterTheirLastLease() throws Exception {
        ModelSpec<Fake> spec = spec(Fake::new);
        ModelLease<Fake> one = models.lease(spec);
        ModelLease<Fake> two = models.lease(spec);
        Fake model = one.model();
        models.close();
        one.close();
        assertThat(model.closed).hasValue(0);
        two.close();
        assertThat(model.closed).hasValue(1);
        assertFails(spec, TaskFailure.Retryable.class, ErrorCode.MODEL_UNAVAILABLE, "this process stops");
    }

    @Test
    void aFailedLoadIsTriedAgainByTheNextLease() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        ModelSpec<Fake> spec = spec(() -> {
            switch (attempts.incrementAndGet()) {
                case 1 -> throw new ModelException(ErrorCode.MODEL_INVALID, "tensor w is missing", null);
                case 2 -> throw new IllegalStateException("/a/secret/path");
                case 3 -> throw new LinkageError("no library");
                default -> {
                    return new Fake();
                }
            }
        });
        assertFails(spec, TaskFailure.Permanent.class, ErrorCode.MODEL_INVALID, "tensor w is missing");
        assertFails(spec, TaskFailure.Retryable.class, ErrorCode.MODEL_UNAVAILABLE, "tiny-bert@1 could not be loaded");
        assertFails(spec, TaskFailure.Retryable.class, ErrorCode.MODEL_UNAVAILABLE, "tiny-bert@1 could not be loaded");
        models.lease(spec).close();
        // A failure is told to its waiters first and to the observer then, by a thread of its own.
        await().untilAsserted(() -> assertThat(events)
                .containsExactlyInAnyOrder(
                        "failed MODEL_INVALID", "failed MODEL_UNAVAILABLE", "failed MODEL_UNAVAILABLE", "loaded 5"));
    }

    @Test
    void aLoadThatTakesTooLongIsInterruptedAndItsLateModelClosed() throws Exception {
        models.close();
        models = manager(Duration.ofMillis(50));
        CountDownLatch interrupted = new CountDownLatch(1);
        Fake late = new Fake();
        ModelSpec<Fake> spec = spec(() -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return late;
        });
        assertFails(spec, TaskFailure.Retryable.class, ErrorCode.MODEL_UNAVAILABLE, "did not load within");
        interrupted.await();
        await().untilAsserted(() -> assertThat(late.closed).hasValue(1));
        assertThat(models.loaded()).isEmpty();
    }

    @Test
    void aModelThatArrivesAfterTheStopIsClosed() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Fake model = new Fake();
        ModelSpec<Fake> spec = spec(() -> {
            go.await();
            return model;
        });
        Thread asker = new Thread(() -> {
            try {
                models.lease(spec).close();
            } catch (TaskFailure | InterruptedException e) {
                events.add("asker " + e.getClass().getSimpleName());
            }
        });
        asker.start();
        await().until(() -> loads.get() == 1);
        asker.interrupt();
        asker.join();
        assertThat(events).containsExactly("asker InterruptedException");
        models.close();
        go.countDown();
        await().untilAsserted(() -> assertThat(model.closed).hasValue(1));
    }

    @Test
    void aModelThatCannotBeClosedDoesNotHinderTheOthers() throws Exception {
        ModelSpec<LoadedModel> spec = new ModelSpec<>(entry, LoadedModel.class, files -> new LoadedModel() {
            @Override
            public ModelRef ref() {
                return REF;
            }

            @Override
            public long bytes() {
                return 1;
            }

            @Override
            public void close() {
                throw new IllegalStateException("stuck");
            }
        });
        models.lease(spec).close();
        models.close();
        assertThat(events).containsExactly("loaded 1", "closed SHUTDOWN");
    }

    private interface Load {
        Fake get() throws Exception;
    }

    private ModelSpec<Fake> spec(Load load) {
        return new ModelSpec<>(entry, Fake.class, files -> {
            loads.incrementAndGet();
            return load.get();
        });
    }

    private void assertFails(ModelSpec<?> spec, Class<? extends TaskFailure> type, ErrorCode code, String message) {
        assertThatThrownBy(() -> models.lease(spec))
                .isInstanceOf(type)
                .isInstanceOfSatisfying(
                        TaskFailure.class,
                        failure -> assertThat(failure.error().code()).isEqualTo(code))
                .hasMessageContaining(message)
                .hasMessageNotContaining("secret");
    }

    private ModelManager manager(Duration loadTimeout) {
        ModelObserver observer = new ModelObserver() {
            @Override
            public void loaded(ModelRef model, long bytes, Duration took) {
                events.add("loaded " + bytes);
            }

            @Override
            public void failed(String model, ErrorCode code, Throwable cause) {
                events.add("failed " + code);
            }

            @Override
            public void closed(ModelRef model, long bytes, CloseReason reason) {
                events.add("closed " + reason);
            }
        };
        ModelRepository repository = new ModelRepository(folder.resolve("cache"), 1_000_000, observer);
        return new ModelManager(repository, loadTimeout, Duration.ofHours(1), observer, now::get);
    }
}
