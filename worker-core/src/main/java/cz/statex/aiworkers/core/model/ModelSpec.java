package cz.statex.aiworkers.core.model;

import cz.statex.aiworkers.core.model.catalog.ModelEntry;

/**
 * Which model is wanted, and as what. Equal catalog entries are one model in memory, whoever asks.
 *
 * @param entry the model of the catalog
 * @param type the class that {@code loader} makes
 * @param loader how it comes into memory
 * @param <M> the class that {@code loader} makes
 */
public record ModelSpec<M extends LoadedModel>(ModelEntry entry, Class<M> type, ModelLoader<M> loader) {

    /** Under which the manager keeps the loaded model: the same weights may be loaded as different classes. */
    String key() {
        return entry.id() + " as " + type.getName();
    }
}
