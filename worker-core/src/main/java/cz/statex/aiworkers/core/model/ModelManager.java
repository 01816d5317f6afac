package cz.statex.aiworkers.core.model;

import cz.statex.aiworkers.core.model.ModelObserver.CloseReason;
import cz.statex.aiworkers.core.model.catalog.ModelCatalog;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.device.DeviceOutOfMemoryException;
import cz.statex.aiworkers.core.model.device.Devices;
import cz.statex.aiworkers.core.model.device.MainMemory;
import cz.statex.aiworkers.core.model.device.MemoryBudget;
import cz.statex.aiworkers.core.model.device.PrecisionChoice;
import cz.statex.aiworkers.core.model.repository.ModelRepository;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads each model once and lends it out: {@code try (ModelLease<M> lease = models.lease(spec)) {...}}.
 *
 * <p>Those who ask for a model that is being loaded wait for the same load. All models of a device stay within its
 * budget: for a new one those that nobody uses leave memory, least recently used first. A model nobody has leased for the
 * time to live leaves memory as well; a leased one never does. Thread-safe. Ownership: the manager closes the models,
 * never their users.
 */
public final class ModelManager implements AutoCloseable {

    /** How long a stop waits for models that are being closed, which wait in turn for what is computed with them. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(ModelManager.class);

    private final Devices devices;
    private final Settings settings;
    private final LoadedModels models;
    private final Admission admission;
    private final Loading loading;
    private final Reload reload;
    private final ScheduledExecutorService sweeper;

    /**
     * How models are kept.
     *
     * @param loadTimeout how long a load may take once its files are on this host; how long these may take is the
     *     repository's matter
     * @param idleTtl how long a model stays in memory after its last use
     * @param budget how much memory all models may take
     * @param precisions in which numbers they are computed
     */
    public record Settings(Duration loadTimeout, Duration idleTtl, MemoryBudget budget, PrecisionChoice precisions) {

        /** As the catalog prefers them, within the default budget. */
        public static Settings of(Duration loadTimeout, Duration idleTtl) {
            return new Settings(loadTimeout, idleTtl, MemoryBudget.shares(), PrecisionChoice.ofCatalog());
        }
    }

    /** Lends models of {@code repository} that run on the CPU, within the default budget. They are never reloaded. */
    public ModelManager(ModelRepository repository, Duration loadTimeout, Duration idleTtl, ModelObserver observer) {
        this(
                repository,
                LiveCatalog.of(ModelCatalog.builtIn()),
                new MainMemory(),
                Settings.of(loadTimeout, idleTtl),
                observer);
    }

    /**
     * Lends models of {@code repository}.
     *
     * @param catalog what models are replaced by when they are reloaded
     * @param devices where they run
     */
    public ModelManager(
            ModelRepository repository,
            LiveCatalog catalog,
            Devices devices,
            Settings settings,
            ModelObserver observer) {
        this(repository, catalog, devices, settings, observer, System::nanoTime);
    }

    ModelManager(
            ModelRepository repository,
            LiveCatalog catalog,
            Devices devices,
            Settings settings,
            ModelObserver watcher,
            LongSupplier nanoTime) {
        ModelObserver observer = ModelObserver.guarded(watcher);
        this.devices = devices;
        this.settings = settings;
        models = new LoadedModels(settings.loadTimeout(), observer, nanoTime);
        sweeper = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "aiw-model-sweeper");
            thread.setDaemon(true);
            return thread;
        });
        admission = new Admission(models, devices, settings.budget(), observer, sweeper);
        loading = new Loading(repository, devices, settings.precisions(), models, admission, observer, nanoTime);
        reload = new Reload(catalog, models, loading, observer);
        long period = Math.min(Math.max(settings.idleTtl().toMillis() / 4, 1_000), 60_000);
        var unused = sweeper.scheduleWithFixedDelay(this::closeIdle, period, period, TimeUnit.MILLISECONDS);
    }

    /**
     * Lends a model, loading and warming it up first if need be.
     *
     * @return the lease, to be closed when the model is no longer needed
     * @throws TaskFailure with a {@code model_*} code if the model cannot be had: permanent if trying again cannot help
     * @throws InterruptedException if the caller is interrupted while waiting; the load goes on
     */
    public <M extends LoadedModel> ModelLease<M> lease(ModelSpec<M> spec) throws TaskFailure, InterruptedException {
        Slot slot = models.occupy(spec, loading::begin);
        boolean leased = false;
        try {
            M model = spec.type().cast(loading.await(slot));
            ModelLease<M> lease = new ModelLease<>(model, () -> models.release(slot));
            leased = true;
            return lease;
        } finally {
            if (!leased) {
                models.release(slot);
            }
        }
    }

    /** What would answer a lease now, without loading it; the device is left open. */
    public ModelRef describe(ModelSpec<?> spec) {
        ModelEntry entry = spec.entry();
        String precision = settings.precisions().of(entry, devices.usesGpus()).text();
        return new ModelRef(entry.name(), entry.version(), null, precision);
    }

    /** The models in memory. */
    public List<ModelRef> loaded() {
        return models.refs();
    }

    /**
     * Reads the catalog anew and puts what it says of a model in the place of the copies in memory: loaded and warmed up
     * beside them, lent from then on, while the old copies go with their last leases. Whatever fails, for example the
     * room for both, leaves the model as it was; that is logged and told to the observer. A model that the catalog has
     * never had is nobody's failure: the order is for another worker.
     *
     * @param model {@code name}, or {@code name@version} for this version alone
     * @return whether leases get what the catalog says now
     * @throws InterruptedException if the caller is interrupted while waiting; the model is left as it was
     */
    public boolean reload(String model) throws InterruptedException {
        return reload.reload(model);
    }

    /**
     * Closes the models of a device that nobody uses and returns to it what the process keeps. To be called after a
     * {@link DeviceOutOfMemoryException} and before trying again with less; also on a lane, since it waits for no more
     * than two seconds. What takes longer to close goes on meanwhile.
     */
    public void makeRoom(String device) {
        admission.makeRoom(device);
    }

    /**
     * Closes every model: idle ones now, leased ones when their last lease is closed. Lends nothing any more. Waits, though
     * not for ever, for what is being closed already.
     */
    @Override
    public void close() {
        // What it has taken out it closes; only its rounds end.
        sweeper.shutdown();
        models.close().forEach(slot -> models.dispose(slot, CloseReason.SHUTDOWN));
        try {
            if (!sweeper.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                log.warn(
                        "models are still being closed after {} s; the process stops without them",
                        PATIENCE.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Closes the models whose time to live has passed. */
    void closeIdle() {
        models.takeIdle(settings.idleTtl(), device -> true).forEach(slot -> models.dispose(slot, CloseReason.IDLE));
    }
}
