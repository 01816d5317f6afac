package cz.statex.aiworkers.core.model;

import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.task.TaskFailure;
import org.jspecify.annotations.Nullable;

/**
 * One model, from the request to load it until it is closed. What changes is guarded by the {@link LoadedModels} that
 * made it.
 */
final class Slot {

    final ModelSpec<?> spec;
    final ModelEntry entry;
    /** Whether the files are on this host, so that the load proper is under way. */
    boolean hasFiles;
    /** When those who wait for the load give up, by the manager's clock; counts once there are files. */
    long deadline;

    /** Set once loaded, with {@link #grant}. */
    @Nullable
    LoadedModel model;

    Admission.@Nullable Grant grant;

    /** Set once the load has failed; a model that comes nevertheless is closed. */
    @Nullable
    TaskFailure failure;

    @Nullable
    Thread loader;
    /** What the load waits for besides time, for the message of those who give up. */
    volatile @Nullable String lacking;

    int users;
    long idleSince;
    /** No longer lent; closed when the last user leaves. */
    boolean retired;

    Slot(ModelSpec<?> spec, ModelEntry entry) {
        this.spec = spec;
        this.entry = entry;
    }

    String id() {
        return entry.id();
    }

    /** Under which it is found: the same weights may be loaded as different classes. */
    String key() {
        return key(entry, spec);
    }

    static String key(ModelEntry entry, ModelSpec<?> spec) {
        return entry.id() + " as " + spec.type().getName();
    }

    boolean isLoaded() {
        return model != null && failure == null;
    }

    boolean isIdle() {
        return users == 0 && isLoaded();
    }
}
