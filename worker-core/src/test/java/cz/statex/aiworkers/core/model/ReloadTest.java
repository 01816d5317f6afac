package cz.statex.aiworkers.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import cz.statex.aiworkers.core.model.catalog.ModelCatalog;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.device.Placement;
import cz.statex.aiworkers.core.model.repository.ModelFiles;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ReloadTest {

    @TempDir
    Path folder;

    private final AtomicReference<ModelCatalog> read = new AtomicReference<>();
    private ManagerFixture fixture;
    private LiveCatalog catalog;
    private ModelManager models;
    private ModelSpec<FakeModel> following;

    /** What the loader does before it returns the model. */
    private volatile Step step = () -> {};

    private interface Step {
        void take() throws Exception;
    }

    @BeforeEach
    void makeManager() throws Exception {
        fixture = new ManagerFixture(folder);
        ModelCatalog atStart = fixture.catalog(entry("1"));
        read.set(atStart);
        catalog = new LiveCatalog(atStart, read::get);
        models = fixture.manager(Long.MAX_VALUE, catalog);
        following = new ModelSpec<>(catalog.following("tiny"), FakeModel.class, this::load);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aNewVersionIsWarmedUpBesideTheOldAndLentFromThenOn() throws Exception {
        ModelLease<FakeModel> before = models.lease(following);
        read.set(fixture.catalog(entry("2")));
        assertThat(models.reload("tiny")).isTrue();

        try (ModelLease<FakeModel> after = models.lease(following)) {
            assertThat(after.model().ref().version()).isEqualTo("2");
            assertThat(after.model().warmedUp).hasValue(1);
            assertThat(before.model().closed).hasValue(0);
        }
        assertThat(models.describe(following)).isEqualTo(new ModelRef("tiny", "2", null, "fp32"));
        FakeModel old = before.model();
        before.close();
        assertThat(old.closed).hasValue(1);
        assertThat(fixture.events).contains("reloaded tiny", "closed tiny@1 REPLACED");
        assertThat(models.loaded()).extracting(ModelRef::version).containsExactly("2");
    }

    @Test
    void theOldVersionServesUntilTheNewOneIsReady() throws Exception {
        models.lease(following).close();
        read.set(fixture.catalog(entry("2")));
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        step = () -> {
            loading.countDown();
            go.await();
        };
        Future<Boolean> reload = fixture.threads.submit(() -> models.reload("tiny"));
        loading.await();
        try (ModelLease<FakeModel> meanwhile = models.lease(following)) {
            assertThat(meanwhile.model().ref().version()).isEqualTo("1");
        }
        go.countDown();
        assertThat(reload.get()).isTrue();
        try (ModelLease<FakeModel> after = models.lease(following)) {
            assertThat(after.model().ref().version()).isEqualTo("2");
        }
    }

    @Test
    void theSameVersionIsLoadedAnew() throws Exception {
        FakeModel old;
        try (ModelLease<FakeModel> lease = models.lease(following)) {
            old = lease.model();
        }
        assertThat(models.reload("tiny")).isTrue();
        assertThat(old.closed).hasValue(1);
        try (ModelLease<FakeModel> lease = models.lease(following)) {
            assertThat(lease.model()).isNotSameAs(old);
            assertThat(models.loaded()).hasSize(1);
        }
    }

    @Test
    void aFailedLoadLeavesTheOldVersionServingAndIsReported() throws Exception {
        models.lease(following).close();
        read.set(fixture.catalog(entry("2")));
        step = () -> {
            throw new IllegalStateException("broken");
        };
        assertThat(models.reload("tiny")).isFalse();
        assertThat(fixture.events)
                .anyMatch(event -> event.startsWith("reloaded tiny not: model tiny@2 could not be loaded"));
        assertServes("1");
        assertThat(fixture.events).noneMatch(event -> event.startsWith("closed"));
    }

    @Test
    void aCatalogThatCannotBeReadOrLacksTheModelLeavesTheOldVersionServing() throws Exception {
        models.lease(following).close();
        read.set(ModelCatalog.builtIn());
        assertThat(models.reload("tiny")).isFalse();
        assertThat(models.reload("never-heard-of")).isFalse();
        LiveCatalog unreadable = new LiveCatalog(fixture.catalog(entry("1")), () -> {
            throw new IllegalArgumentException("line 3");
        });
        assertThat(fixture.manager(Long.MAX_VALUE, unreadable).reload("tiny")).isFalse();
        assertThat(fixture.events)
                .noneMatch(event -> event.startsWith("reloaded never-heard-of"))
                .contains("reloaded tiny not: the model catalog has no 'tiny' any more", "reloaded tiny not: line 3");
        assertServes("1");
    }

    @Test
    void withoutRoomForBothTheOldVersionServesOn() throws Exception {
        models = fixture.manager((long) (1.5 * fixture.archive), catalog);
        models.lease(following).close();
        read.set(fixture.catalog(entry("2")));
        Future<Boolean> reload = fixture.threads.submit(() -> models.reload("tiny"));
        fixture.awaitWaiting("tiny@2");
        fixture.now.addAndGet(ManagerFixture.LOAD_TIMEOUT.toNanos());
        models.closeIdle();
        assertThat(reload.get()).isFalse();
        assertThat(fixture.events).anyMatch(event -> event.startsWith("reloaded tiny not: model tiny@2 needs"));
        assertServes("1");
    }

    @Test
    void aModelThatIsNotInMemoryIsLoadedByTheNextLeaseAsTheCatalogSaysNow() throws Exception {
        read.set(fixture.catalog(entry("2"), fixture.entry("newcomer", "1")));
        assertThat(models.reload("tiny")).isTrue();
        assertThat(models.reload("newcomer")).isTrue();
        assertThat(models.loaded()).isEmpty();
        assertServes("2");
        assertThat(catalog.following("newcomer").get().id()).isEqualTo("newcomer@1");
    }

    @Test
    void whoWantsAVersionKeepsIt() throws Exception {
        ModelSpec<FakeModel> pinned = new ModelSpec<>(catalog.following("tiny@1"), FakeModel.class, this::load);
        models.lease(following).close();
        read.set(fixture.catalog(entry("2")));
        models.reload("tiny");
        try (ModelLease<FakeModel> lease = models.lease(pinned)) {
            assertThat(lease.model().ref().version()).isEqualTo("1");
        }
        assertServes("2");
        assertThat(models.reload("tiny@1")).isFalse();
    }

    @Test
    void anInterruptedReloadLeavesTheOldVersionServing() throws Exception {
        models.lease(following).close();
        read.set(fixture.catalog(entry("2")));
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        step = () -> {
            loading.countDown();
            go.await();
        };
        Future<Boolean> reload = fixture.threads.submit(() -> models.reload("tiny"));
        loading.await();
        reload.cancel(true);
        // The next reload begins when the interrupted one has given up.
        step = () -> {};
        read.set(fixture.catalog(entry("1")));
        models.reload("tiny");
        go.countDown();
        await().untilAsserted(() -> assertThat(fixture.events).contains("closed tiny@2 REPLACED"));
        assertServes("1");
    }

    @Test
    void namesTheModelsThereAreWhereOneIsNot() {
        assertThatThrownBy(() -> catalog.following("tinny"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the model catalog has no 'tinny'")
                .hasMessageContaining("tiny@1");
    }

    private FakeModel load(ModelFiles files, Placement placement) throws Exception {
        step.take();
        return new FakeModel(files, placement);
    }

    private ModelEntry entry(String version) throws Exception {
        return fixture.entry("tiny", version);
    }

    private void assertServes(String version) throws Exception {
        step = () -> {};
        try (ModelLease<FakeModel> lease = models.lease(following)) {
            assertThat(lease.model().ref().version()).isEqualTo(version);
            assertThat(lease.model().closed).hasValue(0);
        }
    }
}
