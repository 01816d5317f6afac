package cz.statex.aiworkers.core.model.batch;

import cz.statex.aiworkers.core.model.device.DeviceOutOfMemoryException;
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
     * @throws DeviceOutOfMemoryException if the device has too little memory; halves of the batch are then tried
     * @throws Exception if it fails; the items of a batch of several are then tried again, each alone
     */
    List<O> compute(List<I> batch) throws Exception;

    /**
     * Frees what it can on a device that had too little memory for a batch, before halves of it are tried. Does nothing
     * unless overridden. Called on a lane, which other models' batches wait for: it must return soon, and never wait for
     * this lane, as closing a model that is computed on it would. What it throws is logged, and the halves are tried.
     */
    default void makeRoom(DeviceOutOfMemoryException failure) {}
}
