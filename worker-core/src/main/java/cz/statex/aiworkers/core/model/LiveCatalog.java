package cz.statex.aiworkers.core.model;

import cz.statex.aiworkers.core.model.catalog.HubModels;
import cz.statex.aiworkers.core.model.catalog.ModelCatalog;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The catalog as this process goes by it: what it was at the start, and for each model that was reloaded since, what its
 * reload found. Models are called {@code name}, which is the version the catalog gives for it, or {@code name@version},
 * which is this version and no other. Thread-safe.
 */
public final class LiveCatalog {

    private final ModelCatalog atStart;
    private final Supplier<ModelCatalog> source;
    private final Map<String, ModelEntry> reloaded = new ConcurrentHashMap<>();

    /**
     * Goes by {@code atStart} until a model is reloaded.
     *
     * @param source reads the catalog anew; throws {@link IllegalArgumentException} if that cannot be done
     */
    public LiveCatalog(ModelCatalog atStart, Supplier<ModelCatalog> source) {
        this.atStart = atStart;
        this.source = source;
    }

    /** A catalog that never changes. */
    public static LiveCatalog of(ModelCatalog catalog) {
        return new LiveCatalog(catalog, () -> catalog);
    }

    /** The model as it is now, if there is one. */
    public Optional<ModelEntry> find(String model) {
        ModelEntry entry = reloaded.get(model);
        return entry == null ? find(atStart, model) : Optional.of(entry);
    }

    /** All models as they are now, in the order of the catalog. */
    public List<ModelEntry> entries() {
        return atStart.entries().stream()
                .map(entry -> reloaded.getOrDefault(entry.name(), entry))
                .toList();
    }

    /**
     * The model as it is whenever one asks, for a {@link ModelSpec} that is to follow reloads.
     *
     * @throws IllegalArgumentException if there is no such model now
     */
    public Supplier<ModelEntry> following(String model) {
        if (find(model).isEmpty()) {
            throw new IllegalArgumentException("the model catalog has no '" + model + "'; it has "
                    + atStart.entries().stream().map(ModelEntry::id).toList()
                    + HubModels.known().advice(model));
        }
        return () -> find(model).orElseThrow();
    }

    /** The model as a catalog read anew has it; adopts nothing. */
    Optional<ModelEntry> readAnew(String model) {
        return find(source.get(), model);
    }

    /** From now on {@code model} is {@code entry}. */
    void adopt(String model, ModelEntry entry) {
        reloaded.put(model, entry);
    }

    private static Optional<ModelEntry> find(ModelCatalog catalog, String model) {
        if (model.indexOf('@') < 0) {
            return catalog.find(model);
        }
        return catalog.entries().stream()
                .filter(entry -> entry.id().equals(model))
                .findFirst();
    }
}
