package cz.statex.aiworkers.core.model;

import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.model.repository.ModelFiles;

/**
 * Brings a model into memory. Called on a thread of its own, which is interrupted when the load takes too long.
 *
 * @param <M> what is loaded
 */
@FunctionalInterface
public interface ModelLoader<M extends LoadedModel> {

    /**
     * Loads.
     *
     * @throws ModelException if the files are not what they should be
     * @throws Exception any other failure; a later load may succeed
     */
    M load(ModelFiles files) throws Exception;
}
