package cz.statex.aiworkers.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ModelManagerTest {

    private static final ModelRef REF = new ModelRef("tiny", "1", "cpu", "fp32");

    @TempDir
    Path folder;

    private final AtomicInteger loads = new AtomicInteger();
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
    }

    @Test
    void thoseWhoAskAtOnceWaitForOneLoad() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        ModelSpec<FakeModel> spec = spec(model -> {
            go.await();
            return model;
        });
        List<Future<ModelLease<FakeModel>>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(fixture.leaseAside(models, spec));
        }
        go.countDown();
        FakeModel model = all.get(0).get().model();
        for (Future<ModelLease<FakeModel>> one : all) {
            assertThat(one.get().model()).isSameAs(model);
        }
        assertThat(loads).hasValue(1);
        assertThat(models.loaded()).containsExactly(REF);
    }

    @Test
    void aModelIsWarmedUpBeforeItIsLent() throws Exception {
        try (ModelLease<FakeModel> lease = models.lease(fixture.spec("tiny"))) {
            assertThat(lease.model().warmedUp).hasValue(1);
        }
    }

    @Test
    void aModelThatFailsToWarmUpIsClosed() throws Exception {
        AtomicInteger closed = new AtomicInteger();
        ModelSpec<LoadedModel> spec = stubborn(
                () -> {
                    throw new IllegalStateException("cold");
                },
                () -> {
                    closed.incrementAndGet();
                    throw new IllegalStateException("stuck as well");
                });
        fixture.assertFails(
                models, spec, TaskFailure.Retryable.class, ErrorCode.MODEL_UNAVAILABLE, "could not be loaded");
        assertThat(closed).hasValue(1);
        assertThat(fixture.events).contains("held 0");
    }

    @Test
    void idleModelsLeaveMemoryAfterTheirTimeAndLeasedOnesNever() throws Exception {
        ModelSpec<FakeModel> spec = fixture.spec("tiny");
        ModelLease<FakeModel> lease = models.lease(spec);
        FakeModel model = lease.model();
        pass(Duration.ofHours(9));
        assertThat(model.closed).hasValue(0);

        lease.close();
        lease.close();
        pass(Duration.ofMinutes(59));
        assertThat(model.closed).hasValue(0);

        pass(Duration.ofMinutes(1));
        assertThat(model.closed).hasValue(1);
        assertThat(models.loaded()).isEmpty();
        assertThat(fixture.events).contains("closed tiny@1 IDLE");
        try (ModelLease<FakeModel> again = models.lease(spec)) {
            assertThat(again.model()).isNotSameAs(model);
        }
    }

    @Test
    void aClosedLeaseGivesNothingMore() throws Exception {
        ModelLease<FakeModel> lease = models.lease(fixture.spec("tiny"));
        lease.close();
        assertThatThrownBy(lease::model)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("lease the model again");
    }

    @Test
    void closingClosesIdleModelsNowAndLeasedOnesAfterTheirLastLease() throws Exception {
        ModelSpec<FakeModel> spec = fixture.spec("tiny");
        ModelLease<FakeModel> one = models.lease(spec);
        ModelLease<FakeModel> two = models.lease(spec);
        FakeModel model = one.model();
        models.close();
        one.close();
        assertThat(model.closed).hasValue(0);
        fixture.assertFails(
                models, spec, TaskFailure.Retryable.class, ErrorCode.MODEL_UNAVAILABLE, "this process stops");
        two.close();
        assertThat(model.closed).hasValue(1);
        fixture.assertFails(
                models, spec, TaskFailure.Retryable.class, ErrorCode.MODEL_UNAVAILABLE, "this process stops");
    }

    @Test
    void aFailedLoadIsTriedAgainByTheNextLeaseAndFailsAlone() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        AtomicReference<Throwable> uncaught = new AtomicReference<>();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> uncaught.set(e));
        try (ModelLease<FakeModel> other = models.lease(fixture.spec("other"))) {
            ModelSpec<FakeModel> spec = spec(model -> switch (attempts.incrementAndGet()) {
                case 1 -> throw new ModelException(ErrorCode.MODEL_INVALID, "tensor w is missing", null);
                case 2 -> throw new IllegalStateException("/a/secret/path");
                case 3 -> throw new UnsatisfiedLinkError("no /secret/library");
                case 4 -> throw new OutOfMemoryError("heap");
                default -> model;
            });
            fixture.assertFails(
                    models, spec, TaskFailure.Permanent.class, ErrorCode.MODEL_INVALID, "tensor w is missing");
            for (int i = 2; i <= 4; i++) {
                fixture.assertFails(
                        models,
                        spec,
                        TaskFailure.Retryable.class,
                        ErrorCode.MODEL_UNAVAILABLE,
                        "tiny@1 could not be loaded: the task is tried again; if it fails again, the worker's log says");
            }
            models.lease(spec).close();
            assertThat(other.model().closed).hasValue(0);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(null);
        }
        assertThat(uncaught).hasValue(null);
        // A failure is told to its waiters first and to the observer then, by a thread of its own.
        await().untilAsserted(() -> assertThat(fixture.events)
                .contains("failed tiny@1 MODEL_INVALID")
                .filteredOn("failed tiny@1 MODEL_UNAVAILABLE"::equals)
                .hasSize(3));
    }

    @Test
    void aLoadThatTakesTooLongIsInterruptedAndItsLateModelClosed() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        AtomicReference<FakeModel> late = new AtomicReference<>();
        Future<ModelLease<FakeModel>> lease = fixture.leaseAside(models, spec(model -> {
            late.set(model);
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return model;
        }));
        begun.await();
        pass(ManagerFixture.LOAD_TIMEOUT);
        assertThatThrownBy(lease::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(TaskFailure.Retryable.class)
                .hasMessage(
                        "model tiny@1 did not load within 30 s of having its files; raise MODEL_LOAD_TIMEOUT, or choose a"
                                + " smaller model");
        interrupted.await();
        await().untilAsserted(() -> assertThat(fixture.events).contains("closed tiny@1 LATE"));
        assertThat(late.get()).extracting(model -> model.closed.get()).isEqualTo(1);
        assertThat(models.loaded()).isEmpty();
    }

    @Test
    void filesThatTakeLongerThanALoadMayAreWaitedForAndOnlyThenTheLoadIsTimed() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        fixture.whenConverting = () -> {
            begun.countDown();
            assertThatCode(go::await).doesNotThrowAnyException();
        };
        Future<ModelLease<FakeModel>> lease = fixture.leaseAside(models, fixture.spec("slow"));
        begun.await();
        pass(ManagerFixture.LOAD_TIMEOUT.multipliedBy(10));
        assertThat(fixture.events).isEmpty();
        go.countDown();
        assertThat(lease.get().model().warmedUp).hasValue(1);
    }

    @Test
    void aModelThatArrivesAfterTheStopIsClosed() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Future<ModelLease<FakeModel>> asker = fixture.leaseAside(models, spec(model -> {
            begun.countDown();
            go.await();
            return model;
        }));
        begun.await();
        asker.cancel(true);
        await().until(() -> models.loaded().isEmpty() && asker.isDone());
        models.close();
        go.countDown();
        await().untilAsserted(() -> assertThat(fixture.events).contains("closed tiny@1 SHUTDOWN"));
    }

    @Test
    void aModelThatCannotBeClosedDoesNotHinderTheOthers() throws Exception {
        models.lease(stubborn(() -> {}, () -> {
                    throw new IllegalStateException("stuck");
                }))
                .close();
        models.close();
        assertThat(fixture.events).endsWith("held 0", "closed tiny@1 SHUTDOWN");
    }

    @Test
    void versionsOfAModelAreInMemorySideBySide() throws Exception {
        ModelSpec<FakeModel> second = new ModelSpec<>(fixture.entry("tiny", "2"), FakeModel.class, FakeModel::new);
        try (ModelLease<FakeModel> one = models.lease(fixture.spec("tiny"));
                ModelLease<FakeModel> two = models.lease(second)) {
            assertThat(one.model().ref().version()).isEqualTo("1");
            assertThat(two.model().ref().version()).isEqualTo("2");
            assertThat(models.loaded()).hasSize(2);
        }
    }

    @Test
    void describesWhatWouldAnswerWithoutLoadingIt() throws Exception {
        assertThat(models.describe(fixture.spec("tiny"))).isEqualTo(new ModelRef("tiny", "1", null, "fp32"));
        assertThat(models.loaded()).isEmpty();
    }

    private interface Load {
        FakeModel finish(FakeModel model) throws Exception;
    }

    private ModelSpec<FakeModel> spec(Load load) throws Exception {
        return new ModelSpec<>(fixture.entry("tiny", "1"), FakeModel.class, (files, placement) -> {
            loads.incrementAndGet();
            return load.finish(new FakeModel(files, placement));
        });
    }

    private ModelSpec<LoadedModel> stubborn(Runnable warmUp, Runnable close) throws Exception {
        return new ModelSpec<>(fixture.entry("tiny", "1"), LoadedModel.class, (files, placement) -> new LoadedModel() {
            @Override
            public ModelRef ref() {
                return REF;
            }

            @Override
            public long bytes() {
                return 1;
            }

            @Override
            public void warmUp() {
                warmUp.run();
            }

            @Override
            public void close() {
                close.run();
            }
        });
    }

    private void pass(Duration time) {
        fixture.now.addAndGet(time.toNanos());
        models.closeIdle();
    }
}
