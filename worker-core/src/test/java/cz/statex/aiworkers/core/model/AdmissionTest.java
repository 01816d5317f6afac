package cz.statex.aiworkers.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import cz.statex.aiworkers.core.model.catalog.ModelCatalog;
import cz.statex.aiworkers.core.model.device.DeviceOutOfMemoryException;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Budgets are told in sizes of the archive, which all models share. */
@Timeout(60)
class AdmissionTest {

    @TempDir
    Path folder;

    private ManagerFixture fixture;
    private long archive;

    @BeforeEach
    void makeFixture() throws Exception {
        fixture = new ManagerFixture(folder);
        archive = fixture.archive;
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void countsWhatAModelReallyTook() throws Exception {
        ModelManager models = manager(10);
        try (ModelLease<FakeModel> lease = models.lease(fixture.spec("a", 2 * archive))) {
            assertThat(lease.model().closed).hasValue(0);
            assertThat(fixture.events).containsExactly(held(1.3), held(2), "loaded a@1 " + 2 * archive);
        }
        models.close();
        assertThat(fixture.events).endsWith("held 0", "closed a@1 SHUTDOWN");
    }

    @Test
    void countsAtLeastTheWeightsAndNeverWhatOthersTookMeanwhile() throws Exception {
        ModelManager models = manager(10);
        models.lease(fixture.spec("small", 1)).close();
        models.lease(fixture.spec("noisy", 7 * archive)).close();
        assertThat(fixture.events).contains("loaded small@1 " + archive, "loaded noisy@1 " + 3 * archive);
    }

    @Test
    void doesNotMeasureALoadThatWasNotAlone() throws Exception {
        ModelManager models = manager(10);
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        ModelSpec<FakeModel> slow = new ModelSpec<>(fixture.entry("slow", "1"), FakeModel.class, (files, placement) -> {
            loading.countDown();
            go.await();
            return new FakeModel(files, placement);
        });
        Future<ModelLease<FakeModel>> lease = fixture.leaseAside(models, slow);
        loading.await();
        models.lease(fixture.spec("quick", 2 * archive)).close();
        go.countDown();
        lease.get().close();
        long guess = (long) (1.3 * archive);
        assertThat(fixture.events).contains("loaded quick@1 " + guess, "loaded slow@1 " + guess);
    }

    @Test
    void expectsOfAModelWhatItTookTheLastTime() throws Exception {
        ModelManager models = manager(10);
        ModelSpec<FakeModel> spec = fixture.spec("a", 2 * archive);
        models.lease(spec).close();
        models.makeRoom("cpu");
        fixture.events.clear();
        models.lease(spec).close();
        assertThat(fixture.events).startsWith(held(2));
    }

    @Test
    void makesRoomByClosingIdleModelsLeastRecentlyUsedFirst() throws Exception {
        ModelManager models = manager(3.5);
        for (String name : List.of("a", "b", "c")) {
            models.lease(fixture.spec(name)).close();
            fixture.now.incrementAndGet();
        }
        models.lease(fixture.spec("a")).close();
        fixture.now.incrementAndGet();
        models.lease(fixture.spec("d")).close();
        assertThat(models.loaded()).extracting(ModelRef::name).containsExactlyInAnyOrder("a", "c", "d");
        assertThat(fixture.events).contains("closed b@1 MEMORY");
    }

    @Test
    void neverClosesAModelInUseAndWaitsUntilItIsIdle() throws Exception {
        ModelManager models = manager(1.5);
        ModelLease<FakeModel> inUse = models.lease(fixture.spec("a"));
        FakeModel a = inUse.model();
        Future<ModelLease<FakeModel>> waiting = fixture.leaseAside(models, fixture.spec("b"));
        fixture.awaitWaiting("b@1");
        assertThat(a.closed).hasValue(0);
        inUse.close();
        waiting.get().close();
        assertThat(a.closed).hasValue(1);
        assertThat(models.loaded()).extracting(ModelRef::name).containsExactly("b");
    }

    @Test
    void closesNothingAsLongAsThatIsNotEnough() throws Exception {
        ModelManager models = manager(3.2);
        models.lease(fixture.spec("idle")).close();
        ModelLease<FakeModel> inUse = models.lease(fixture.spec("used", 2 * archive));
        Future<ModelLease<FakeModel>> waiting = fixture.leaseAside(models, fixture.spec("new"));
        fixture.awaitWaiting("new@1");
        assertThat(models.loaded()).extracting(ModelRef::name).containsExactlyInAnyOrder("idle", "used");
        fixture.now.incrementAndGet();
        inUse.close();
        waiting.get().close();
        assertThat(models.loaded()).extracting(ModelRef::name).containsExactly("new");
    }

    @Test
    void saysWhatIsLackingWhenTheWaitIsOver() throws Exception {
        ModelManager models = manager(2.0);
        ModelLease<FakeModel> inUse = models.lease(fixture.spec("a"));
        Future<ModelLease<FakeModel>> waiting = fixture.leaseAside(models, fixture.spec("b"));
        fixture.awaitWaiting("b@1");
        fixture.now.addAndGet(ManagerFixture.LOAD_TIMEOUT.toNanos());
        models.closeIdle();
        assertThatThrownBy(waiting::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        TaskFailure.Retryable.class,
                        failure -> assertThat(failure.error().code()).isEqualTo(ErrorCode.MODEL_UNAVAILABLE))
                .hasMessage("model b@1 needs " + (long) (1.3 * archive) + " bytes on cpu, but of the " + 2 * archive
                        + " that models may take there only " + archive + " are free and the rest is in use: try again"
                        + " later, or give the worker more memory or fewer models");
        inUse.close();
        models.lease(fixture.spec("b")).close();
    }

    @Test
    void refusesAModelThatIsLargerThanTheWholeBudgetAtOnceAndForGood() throws Exception {
        ModelManager models = manager(0.9);
        fixture.assertFails(
                models,
                fixture.spec("a"),
                TaskFailure.Permanent.class,
                ErrorCode.MODEL_UNAVAILABLE,
                "model a@1 needs " + archive + " bytes on cpu, but all models there may take only "
                        + (long) (0.9 * archive) + " together: choose a smaller model or precision, or give the worker"
                        + " more memory");
    }

    @Test
    void triesAModelWhoseExpectedSizeIsLargerThanTheBudgetButWhoseWeightsAreNot() throws Exception {
        ModelManager models = manager(1.1);
        models.lease(fixture.spec("a")).close();
        assertThat(models.loaded()).hasSize(1);
    }

    @Test
    void onAGpuTheDriverHasTheLastWord() throws Exception {
        fixture.devices.device = "cuda:0";
        fixture.devices.total.set(10 * archive);
        fixture.devices.used.set(9 * archive);
        ModelManager models = manager(10);
        fixture.assertFails(
                models,
                fixture.spec("a"),
                TaskFailure.Retryable.class,
                ErrorCode.MODEL_UNAVAILABLE,
                "only " + archive + " are free");
        fixture.devices.kept.set(8 * archive);
        models.lease(fixture.spec("a", archive)).close();
        assertThat(models.loaded()).containsExactly(new ModelRef("a", "1", "cuda:0", "fp32"));
        assertThat(fixture.devices.trims).hasValueGreaterThan(1);
    }

    @Test
    void aDeviceThatRunsOutOfMemoryGetsRoomAndOneMoreChance() throws Exception {
        ModelManager models = manager(10);
        models.lease(fixture.spec("idle")).close();
        AtomicInteger attempts = new AtomicInteger();
        ModelSpec<FakeModel> spec = new ModelSpec<>(fixture.entry("a", "1"), FakeModel.class, (files, placement) -> {
            if (attempts.incrementAndGet() == 1) {
                throw new DeviceOutOfMemoryException("cpu", "device cpu has no memory left", new Throwable());
            }
            return new FakeModel(files, placement);
        });
        models.lease(spec).close();
        assertThat(models.loaded()).extracting(ModelRef::name).containsExactly("a");
        assertThat(fixture.events).contains("closed idle@1 OUT_OF_MEMORY");
        assertThat(fixture.devices.trims).hasPositiveValue();
    }

    @Test
    void aDeviceThatRunsOutOfMemoryTwiceFailsTheLoadAndKeepsNothing() throws Exception {
        ModelManager models = manager(10);
        ModelSpec<FakeModel> spec = new ModelSpec<>(fixture.entry("a", "1"), FakeModel.class, (files, placement) -> {
            throw new DeviceOutOfMemoryException("cpu", "device cpu has no memory left", new Throwable());
        });
        fixture.assertFails(
                models,
                spec,
                TaskFailure.Retryable.class,
                ErrorCode.MODEL_UNAVAILABLE,
                "model a@1 finds no memory on cpu: try again later");
        await().untilAsserted(() -> assertThat(fixture.events).contains("held 0", "failed a@1 MODEL_UNAVAILABLE"));
    }

    @Test
    void aFailedLoadGivesItsRoomBack() throws Exception {
        ModelManager models = manager(1.5);
        ModelSpec<FakeModel> broken = new ModelSpec<>(fixture.entry("a", "1"), FakeModel.class, (files, placement) -> {
            throw new IllegalStateException("broken");
        });
        for (int i = 0; i < 3; i++) {
            fixture.assertFails(
                    models, broken, TaskFailure.Retryable.class, ErrorCode.MODEL_UNAVAILABLE, "could not be loaded");
        }
        models.lease(fixture.spec("b")).close();
        assertThat(models.loaded()).hasSize(1);
    }

    @Test
    void aDriverThatIsLostAtAnyPointOfALoadCostsNoRoom() throws Exception {
        ModelManager models = manager(1.5);
        for (int answers = 0; answers < 3; answers++) {
            fixture.devices.answersLeft.set(answers);
            fixture.assertFails(
                    models,
                    fixture.spec("a"),
                    TaskFailure.Retryable.class,
                    ErrorCode.MODEL_UNAVAILABLE,
                    "could not be loaded");
        }
        fixture.devices.answersLeft.set(Integer.MAX_VALUE);
        fixture.devices.stiff = true;
        models.lease(fixture.spec("b")).close();
        models.lease(fixture.spec("c")).close();
        assertThat(models.loaded()).extracting(ModelRef::name).containsExactly("c");
        assertThat(fixture.events).contains("closed b@1 MEMORY");
    }

    @Test
    void anErrorOfAnObserverAfterTheLoadClosesTheModelAndGivesItsRoomBack() throws Exception {
        ModelManager models = manager(1.5);
        List<FakeModel> made = new CopyOnWriteArrayList<>();
        fixture.whenLoaded = () -> {
            throw new NoClassDefFoundError("of the observer");
        };
        ModelSpec<FakeModel> spec = new ModelSpec<>(fixture.entry("a", "1"), FakeModel.class, (files, placement) -> {
            made.add(new FakeModel(files, placement));
            return made.get(0);
        });
        fixture.assertFails(
                models, spec, TaskFailure.Retryable.class, ErrorCode.MODEL_UNAVAILABLE, "could not be loaded");
        assertThat(made).extracting(model -> model.closed.get()).containsExactly(1);
        assertThat(fixture.events)
                .filteredOn(event -> event.startsWith("held "))
                .endsWith("held 0");
    }

    @Test
    void anObserverThatThrowsHindersNoLoad() throws Exception {
        ModelManager models = manager(1.5);
        fixture.whenLoaded = () -> {
            throw new IllegalStateException("of the observer");
        };
        models.lease(fixture.spec("a")).close();
        assertThat(models.loaded()).hasSize(1);
    }

    @Test
    void whoeverLoadsWithoutAskersWaitsNoLongerThanTheyWouldHave() throws Exception {
        ModelManager models = manager(1.5);
        ModelLease<FakeModel> inUse = models.lease(fixture.spec("a"));
        Future<ModelLease<FakeModel>> gone = fixture.leaseAside(models, fixture.spec("b"));
        fixture.awaitWaiting("b@1");
        gone.cancel(true);
        fixture.now.addAndGet(Duration.ofMinutes(1).toNanos());
        models.closeIdle();
        await().untilAsserted(() -> assertThat(fixture.events).contains("failed b@1 MODEL_UNAVAILABLE"));
        inUse.close();
    }

    private ModelManager manager(double archives) {
        return fixture.manager((long) (archives * archive), LiveCatalog.of(ModelCatalog.builtIn()));
    }

    private String held(double archives) {
        return "held " + (long) (archives * archive);
    }
}
