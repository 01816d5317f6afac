package cz.statex.aiworkers.core.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.model.catalog.ModelCatalog;
import cz.statex.aiworkers.core.model.device.MemoryBudget;
import cz.statex.aiworkers.core.model.device.PrecisionChoice;
import cz.statex.aiworkers.core.task.TaskFailure;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An observer whose errors, such as a missing class, no guard keeps from whoever tells it something. */
@Timeout(60)
class FailingObserverTest {

    @TempDir
    Path folder;

    private static ModelObserver timingLoadsWith(ModelObserver.Work work) {
        return new ModelObserver() {
            @Override
            public Work loading(String model) {
                return work;
            }
        };
    }

    @Test
    void aLoadWhoseBeginningCannotBeToldFailsInsteadOfBeingWaitedForForEver() throws Exception {
        assertLeaseFails(timingLoadsWith(new ModelObserver.Work() {
            @Override
            public void begun() {
                throw new NoClassDefFoundError("begun");
            }

            @Override
            public void ended(@Nullable Throwable failure) {}
        }));
    }

    @Test
    void aFailedLoadWhoseEndCannotBeToldFailsAllTheSame() throws Exception {
        assertLeaseFails(timingLoadsWith(failure -> {
            throw new NoClassDefFoundError("ended");
        }));
    }

    private void assertLeaseFails(ModelObserver observer) throws Exception {
        try (ManagerFixture fixture = new ManagerFixture(folder);
                ModelManager models = new ModelManager(
                        fixture.repository,
                        LiveCatalog.of(ModelCatalog.builtIn()),
                        fixture.devices,
                        new ModelManager.Settings(
                                Duration.ofHours(1),
                                Duration.ofHours(1),
                                MemoryBudget.shares(),
                                PrecisionChoice.ofCatalog()),
                        observer)) {
            ModelSpec<FakeModel> broken =
                    new ModelSpec<>(fixture.entry("a", "1"), FakeModel.class, (files, placement) -> {
                        throw new IllegalStateException("broken");
                    });
            assertThatThrownBy(() -> models.lease(broken)).isInstanceOf(TaskFailure.Retryable.class);
        }
    }
}
