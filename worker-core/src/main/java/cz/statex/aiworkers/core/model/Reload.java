package cz.statex.aiworkers.core.model;

import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts what the catalog says now in the place of a model in use, without a gap: the new copy is loaded and warmed up
 * beside the old one, then new leases get the new one, and the old one goes when its last lease ends. One at a time.
 */
final class Reload {

    private static final Logger log = LoggerFactory.getLogger(Reload.class);

    private final LiveCatalog catalog;
    private final LoadedModels models;
    private final Loading loading;
    private final ModelObserver observer;

    Reload(LiveCatalog catalog, LoadedModels models, Loading loading, ModelObserver observer) {
        this.catalog = catalog;
        this.models = models;
        this.loading = loading;
        this.observer = observer;
    }

    /** As {@link ModelManager#reload} says. */
    synchronized boolean reload(String model) throws InterruptedException {
        Throwable failure = null;
        try {
            Optional<ModelEntry> next = catalog.readAnew(model);
            Optional<ModelEntry> now = catalog.find(model);
            if (next.isEmpty() && now.isEmpty()) {
                log.info("Ignoring an order to reload {}: this worker's catalog has no such model", model);
                return false;
            }
            int copies = replace(model, now, next.orElseThrow(() -> gone(model)));
            log.info("reloaded {}: {} copies in memory were replaced", model, copies);
        } catch (ModelException | TaskFailure | IllegalArgumentException e) {
            log.warn("{} was not reloaded and serves on as it was: {}", model, e.getMessage(), e);
            failure = e;
        }
        observer.reloaded(model, failure);
        return failure == null;
    }

    private static ModelException gone(String model) {
        return new ModelException(ErrorCode.MODEL_NOT_FOUND, "the model catalog has no '" + model + "' any more", null);
    }

    private int replace(String model, Optional<ModelEntry> now, ModelEntry next)
            throws TaskFailure, InterruptedException {
        List<Slot> old = now.isEmpty() ? List.of() : models.occupyAll(now.get().id());
        List<Slot> fresh = new ArrayList<>();
        try {
            for (Slot slot : old) {
                fresh.add(models.occupyAside(slot.spec.of(next), loading::begin));
                loading.await(fresh.get(fresh.size() - 1));
            }
            models.replace(old, fresh, () -> catalog.adopt(model, next));
            return fresh.size();
        } catch (TaskFailure | InterruptedException | RuntimeException | Error e) {
            fresh.forEach(models::retire);
            throw e;
        } finally {
            fresh.forEach(models::release);
            old.forEach(models::release);
        }
    }
}
