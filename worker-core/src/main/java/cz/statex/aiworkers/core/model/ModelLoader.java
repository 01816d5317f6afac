package cz.statex.aiworkers.core.model;

import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.model.device.Placement;
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
     * @param files the model's files, its archive in the precision of {@code placement}
     * @param placement where to, and what the model's {@link LoadedModel#ref()} has to say
     * @throws ModelException if the files are not what they should be
     * @throws Exception any other failure; a later load may succeed
     */
    M load(ModelFiles files, Placement placement) throws Exception;
}
