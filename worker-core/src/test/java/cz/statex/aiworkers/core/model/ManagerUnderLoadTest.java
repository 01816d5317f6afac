package cz.statex.aiworkers.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.core.model.catalog.ModelCatalog;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.task.TaskFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Leases, evictions, reloads, failures and stops at once: whatever the order, no model is closed in use or forgotten. */
@Timeout(120)
class ManagerUnderLoadTest {

    private static final int THREADS = 6;
    private static final int ROUNDS = 150;
    private static final int MODELS = 6;
    /** How many of them the budget holds at once. */
    private static final int ROOM = 3;

    @TempDir
    Path folder;

    private final Queue<FakeModel> made = new ConcurrentLinkedQueue<>();
    private final AtomicInteger leases = new AtomicInteger();

    @Test
    void noModelIsClosedInUseOrForgotten() throws Exception {
        try (ManagerFixture fixture = new ManagerFixture(folder)) {
            ModelEntry[] entries = new ModelEntry[MODELS];
            for (int model = 0; model < MODELS; model++) {
                entries[model] = fixture.entry("m" + model, "1");
            }
            ModelCatalog catalog = fixture.catalog(entries);
            LiveCatalog live = LiveCatalog.of(catalog);
            ModelManager models = fixture.manager(ROOM * fixture.archive, live);
            List<Future<?>> threads = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                SplittableRandom random = new SplittableRandom(thread);
                threads.add(fixture.threads.submit(() -> {
                    work(models, live, random);
                    return null;
                }));
            }
            for (Future<?> thread : threads) {
                thread.get();
            }
            models.close();
            assertThat(leases).hasValueGreaterThan(THREADS * ROUNDS / 2);
            assertThat(made).allSatisfy(model -> assertThat(model.closed).hasValue(1));
            assertThat(models.loaded()).isEmpty();
            assertThat(fixture.events)
                    .filteredOn(event -> event.startsWith("held "))
                    .last()
                    .isEqualTo("held 0");
        }
    }

    private void work(ModelManager models, LiveCatalog catalog, SplittableRandom random) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String name = "m" + random.nextInt(MODELS);
            switch (random.nextInt(20)) {
                case 0 -> models.reload(name);
                case 1 -> models.makeRoom("cpu");
                default -> lease(models, spec(catalog, name, random.nextInt(20) == 0));
            }
        }
    }

    private void lease(ModelManager models, ModelSpec<FakeModel> spec) throws InterruptedException {
        try (ModelLease<FakeModel> lease = models.lease(spec)) {
            leases.incrementAndGet();
            assertThat(lease.model().warmedUp).hasValue(1);
            assertThat(models.loaded()).hasSizeLessThanOrEqualTo(ROOM);
            assertThat(lease.model().closed).hasValue(0);
        } catch (TaskFailure e) {
            assertThat(e).hasMessageContaining("could not be loaded");
        }
    }

    private ModelSpec<FakeModel> spec(LiveCatalog catalog, String name, boolean broken) {
        return new ModelSpec<>(catalog.following(name), FakeModel.class, (files, placement) -> {
            if (broken) {
                throw new IllegalStateException("broken");
            }
            FakeModel model = new FakeModel(files, placement);
            made.add(model);
            return model;
        });
    }
}
