package cz.statex.aiworkers.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import cz.statex.aiworkers.core.model.catalog.CatalogFile;
import cz.statex.aiworkers.core.model.catalog.ModelCatalog;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.device.MemoryBudget;
import cz.statex.aiworkers.core.model.device.PrecisionChoice;
import cz.statex.aiworkers.core.model.repository.ModelRepository;
import cz.statex.aiworkers.core.model.repository.RepositoryObserver;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.core.testing.TinyBert;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A manager with a clock that the test moves, on devices that the test fills, of models whose files are real. */
final class ManagerFixture implements AutoCloseable {

    static final Duration LOAD_TIMEOUT = Duration.ofSeconds(30);
    static final Duration IDLE_TTL = Duration.ofHours(1);

    final AtomicLong now = new AtomicLong();
    final FakeDevices devices = new FakeDevices();
    final List<String> events = new CopyOnWriteArrayList<>();
    final ExecutorService threads = Executors.newCachedThreadPool();
    /** What happens while files are made ready. */
    volatile Runnable whenConverting = () -> {};
    /** What the observer does when a model is loaded. */
    volatile Runnable whenLoaded = () -> {};

    final ModelRepository repository;
    /** Bytes of the archive of every model. */
    final long archive;

    private final Path folder;
    private final List<ModelManager> managers = new ArrayList<>();

    ManagerFixture(Path folder) throws Exception {
        this.folder = folder;
        repository = new ModelRepository(folder.resolve("cache"), 1_000_000, new RepositoryObserver() {
            @Override
            public void converting(String model, String archiveName) {
                whenConverting.run();
            }
        });
        archive = Files.size(repository.prepare(entry("sample", "1")).archive());
    }

    /** A manager with room for everything. */
    ModelManager manager() {
        return manager(Long.MAX_VALUE, LiveCatalog.of(ModelCatalog.builtIn()));
    }

    ModelManager manager(long budget, LiveCatalog catalog) {
        ModelManager.Settings settings = new ModelManager.Settings(
                LOAD_TIMEOUT, IDLE_TTL, new MemoryBudget(budget, budget), PrecisionChoice.ofCatalog());
        ModelManager manager = new ModelManager(repository, catalog, devices, settings, new Recorder(), now::get);
        managers.add(manager);
        return manager;
    }

    /** A catalog entry of the tiny model, under another name. */
    ModelEntry entry(String name, String version) throws IOException {
        return TinyBert.entry(folder, name, version);
    }

    /** A catalog that has these models besides its own. */
    ModelCatalog catalog(ModelEntry... entries) throws IOException {
        Path file = folder.resolve("catalog.yml");
        Files.writeString(file, CatalogFile.text(List.of(entries)));
        return ModelCatalog.builtIn().with(file);
    }

    /** The model {@code name@1}. */
    ModelSpec<FakeModel> spec(String name) throws IOException {
        return new ModelSpec<>(entry(name, "1"), FakeModel.class, FakeModel::new);
    }

    /** The model {@code name@1}, whose load takes {@code bytes} of the device. */
    ModelSpec<FakeModel> spec(String name, long bytes) throws IOException {
        return new ModelSpec<>(entry(name, "1"), FakeModel.class, (files, placement) -> {
            devices.used.addAndGet(bytes);
            return new FakeModel(files, placement);
        });
    }

    /** Leases on a thread of its own. */
    Future<ModelLease<FakeModel>> leaseAside(ModelManager models, ModelSpec<FakeModel> spec) {
        return threads.submit(() -> models.lease(spec));
    }

    /** Waits until the load of a model waits for something. */
    void awaitWaiting(String id) {
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("aiw-model-load " + id)
                        && thread.getState() == Thread.State.TIMED_WAITING));
    }

    void assertFails(
            ModelManager models, ModelSpec<?> spec, Class<? extends TaskFailure> type, ErrorCode code, String message) {
        assertThatThrownBy(() -> models.lease(spec))
                .isInstanceOf(type)
                .isInstanceOfSatisfying(
                        TaskFailure.class,
                        failure -> assertThat(failure.error().code()).isEqualTo(code))
                .hasMessageContaining(message)
                .hasMessageNotContaining("secret");
    }

    @Override
    public void close() {
        managers.forEach(ModelManager::close);
        threads.shutdownNow();
    }

    /** Writes down what happened. */
    private final class Recorder implements ModelObserver {

        @Override
        public void loaded(ModelRef model, long bytes, Duration took) {
            events.add("loaded " + model.name() + "@" + model.version() + " " + bytes);
            whenLoaded.run();
        }

        @Override
        public void failed(String model, ErrorCode code, Throwable cause) {
            events.add("failed " + model + " " + code);
        }

        @Override
        public void closed(ModelRef model, long bytes, CloseReason reason) {
            events.add("closed " + model.name() + "@" + model.version() + " " + reason);
        }

        @Override
        public void reloaded(String model, @Nullable Throwable failure) {
            events.add("reloaded " + model + (failure == null ? "" : " not: " + failure.getMessage()));
        }

        @Override
        public void memory(String device, long held, long budget) {
            events.add("held " + held);
        }
    }
}
