package cz.statex.aiworkers.core.model.batch;

import java.util.List;

/**
 * What a model does with a batch. Called on as many lanes at once as there are, so it must be thread-safe.
 *
 * @param <I> what goes in
 * @param <O> what comes out
 */
public interface BatchFunction<I, O> {

    /** How long an item is, at least 1, in whatever a batch is padded in: tokens, frames, samples. */
    int tokens(I item);

    /**
     * Computes a batch.
     *
     * @param batch at least one item, most urgent first
     * @return as many answers, in the same order
     * @throws Exception if it fails; the items of a batch of several are then tried again, each alone
     */
    List<O> compute(List<I> batch) throws Exception;

    /**
     * Whether {@code failure} says that the device had too little memory for the batch, so that halves of it may do.
     * False unless overridden.
     */
    default boolean outOfMemory(Exception failure) {
        return false;
    }
}
