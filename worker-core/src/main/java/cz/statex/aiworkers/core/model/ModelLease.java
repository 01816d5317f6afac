package cz.statex.aiworkers.core.model;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The right to use a model. As long as it is open the model stays in memory. Closing it gives the model back, once,
 * however often it is closed.
 *
 * @param <M> class of the model
 */
public final class ModelLease<M extends LoadedModel> implements AutoCloseable {

    private final M model;
    private final Runnable release;
    private final AtomicBoolean open = new AtomicBoolean(true);

    ModelLease(M model, Runnable release) {
        this.model = model;
        this.release = release;
    }

    /**
     * The model.
     *
     * @throws IllegalStateException if the lease is closed
     */
    public M model() {
        if (!open.get()) {
            throw new IllegalStateException("the lease is closed: lease the model again");
        }
        return model;
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            release.run();
        }
    }
}
