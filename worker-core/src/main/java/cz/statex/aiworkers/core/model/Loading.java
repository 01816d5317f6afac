package cz.statex.aiworkers.core.model;

import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.model.device.DeviceOutOfMemoryException;
import cz.statex.aiworkers.core.model.device.Devices;
import cz.statex.aiworkers.core.model.device.Placement;
import cz.statex.aiworkers.core.model.device.PrecisionChoice;
import cz.statex.aiworkers.core.model.repository.ModelFiles;
import cz.statex.aiworkers.core.model.repository.ModelRepository;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import java.nio.file.Files;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings models into memory, each on a thread of its own: files, place, room, load, warm-up. However a load fails, also
 * by an {@link Error} such as a missing library, it fails alone: those who wait for it are told, and the next lease tries
 * again.
 */
final class Loading {

    private static final Logger log = LoggerFactory.getLogger(Loading.class);

    private final ModelRepository repository;
    private final Devices devices;
    private final PrecisionChoice precisions;
    private final LoadedModels models;
    private final Admission admission;
    private final ModelObserver observer;
    private final LongSupplier nanoTime;

    Loading(
            ModelRepository repository,
            Devices devices,
            PrecisionChoice precisions,
            LoadedModels models,
            Admission admission,
            ModelObserver observer,
            LongSupplier nanoTime) {
        this.repository = repository;
        this.devices = devices;
        this.precisions = precisions;
        this.models = models;
        this.admission = admission;
        this.observer = observer;
        this.nanoTime = nanoTime;
    }

    /** Begins to load into a new slot. */
    void begin(Slot slot) {
        ModelObserver.Work work = observer.loading(slot.id());
        Thread loader = new Thread(() -> load(slot, work), "aiw-model-load " + slot.id());
        loader.setDaemon(true);
        slot.loader = loader;
        loader.start();
    }

    /**
     * Waits for a load, and makes it fail if it takes too long once its files are there.
     *
     * @throws TaskFailure with a {@code model_*} code if the model cannot be had
     */
    LoadedModel await(Slot slot) throws TaskFailure, InterruptedException {
        LoadedModel model = models.await(slot);
        if (model == null) {
            String lacking = slot.lacking;
            TaskFailure late = new TaskFailure.Retryable(
                    ErrorCode.MODEL_UNAVAILABLE,
                    lacking == null
                            ? "model " + slot.id() + " did not load within "
                                    + models.loadTimeout().toSeconds()
                                    + " s of having its files; raise MODEL_LOAD_TIMEOUT, or choose a smaller model"
                            : lacking,
                    null);
            fail(slot, late, late);
            throw late;
        }
        return model;
    }

    private void load(Slot slot, ModelObserver.Work work) {
        Throwable problem = null;
        try {
            work.begun();
            bring(slot, nanoTime.getAsLong());
        } catch (Throwable e) {
            problem = e;
            fail(slot, failure(slot, e), e);
        } finally {
            // Last: whatever an observer throws, nobody waits for this load any more.
            work.ended(problem);
        }
    }

    private void bring(Slot slot, long start) throws Exception {
        Placement placement = place(slot);
        ModelFiles files = repository.prepare(slot.entry, placement.precision());
        models.filesArrived(slot);
        Admission.Grant grant = admission.admit(slot, placement, Files.size(files.archive()));
        models.arrived(slot, load(slot, files, placement, grant, start), grant);
    }

    private Placement place(Slot slot) throws ModelException {
        String device = devices.choose();
        return new Placement(device, precisions.of(slot.entry, Devices.isGpu(device)));
    }

    private LoadedModel load(Slot slot, ModelFiles files, Placement placement, Admission.Grant grant, long start)
            throws Exception {
        try {
            try {
                return loadOnce(slot, files, placement, grant, start);
            } catch (DeviceOutOfMemoryException e) {
                log.warn("{}; making room there and loading {} once more", e.getMessage(), slot.id());
                admission.closeIdle(placement.device());
                return loadOnce(slot, files, placement, grant, start);
            }
        } catch (Throwable e) {
            grant.close();
            throw e;
        }
    }

    /** Nobody owns the model before it has arrived: whatever is thrown here closes it. */
    private LoadedModel loadOnce(Slot slot, ModelFiles files, Placement placement, Admission.Grant grant, long start)
            throws Exception {
        LoadedModel model = slot.spec.loader().load(files, placement);
        try {
            model.warmUp();
            grant.settle(Math.max(Files.size(files.archive()), model.bytes()));
            Duration took = Duration.ofNanos(nanoTime.getAsLong() - start);
            log.info("loaded {} in {}: {} bytes in {} ms", slot.id(), placement, grant.bytes(), took.toMillis());
            observer.loaded(model.ref(), grant.bytes(), took);
            return model;
        } catch (Throwable e) {
            close(model, e);
            throw e;
        }
    }

    private static void close(LoadedModel model, Throwable reason) {
        try {
            model.close();
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        }
    }

    private static TaskFailure failure(Slot slot, Throwable problem) {
        if (problem instanceof TaskFailure failure) {
            return failure;
        }
        if (problem instanceof ModelException e) {
            return e.asTaskFailure();
        }
        String reason = problem instanceof DeviceOutOfMemoryException e
                ? "model " + slot.id() + " finds no memory on " + e.device()
                        + ": try again later, or give the worker more memory or fewer models"
                : "model " + slot.id()
                        + " could not be loaded: the task is tried again; if it fails again, the worker's"
                        + " log says why";
        return new TaskFailure.Retryable(ErrorCode.MODEL_UNAVAILABLE, reason, problem);
    }

    private void fail(Slot slot, TaskFailure failure, Throwable cause) {
        if (models.fail(slot, failure)) {
            log.warn("{}; the next task that needs the model tries again", failure.getMessage(), cause);
            observer.failed(slot.id(), failure.error().code(), cause);
        }
    }
}
