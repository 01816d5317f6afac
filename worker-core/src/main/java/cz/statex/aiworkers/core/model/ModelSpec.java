package cz.statex.aiworkers.core.model;

import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import java.util.function.Supplier;

/**
 * Which model is wanted, and as what. Equal catalog entries are one model in memory, whoever asks; several versions of a
 * model may be in memory side by side.
 *
 * @param choice the model of the catalog, asked at every lease: {@link LiveCatalog#following} follows reloads
 * @param type the class that {@code loader} makes
 * @param loader how it comes into memory
 * @param <M> the class that {@code loader} makes
 */
public record ModelSpec<M extends LoadedModel>(Supplier<ModelEntry> choice, Class<M> type, ModelLoader<M> loader) {

    /** Wants this entry, whatever the catalog says later. */
    public ModelSpec(ModelEntry entry, Class<M> type, ModelLoader<M> loader) {
        this(() -> entry, type, loader);
    }

    /** The model of the catalog as it is now. */
    public ModelEntry entry() {
        return choice.get();
    }

    /** The same of another entry. */
    ModelSpec<M> of(ModelEntry entry) {
        return new ModelSpec<>(entry, type, loader);
    }
}
