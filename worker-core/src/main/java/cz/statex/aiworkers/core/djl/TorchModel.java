package cz.statex.aiworkers.core.djl;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.translate.TranslateException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * An archive in the engine's memory. Thread-safe: calls from any thread are computed on the engine's lanes, each of
 * which has a predictor of its own. Ownership: whoever loaded it closes it; closing waits for the calls in the engine.
 */
public final class TorchModel implements AutoCloseable {

    private final String name;
    private final Model model;
    private final String device;
    private final long bytes;
    private final ExecutorService lanes;
    private final Map<Thread, Predictor<MethodCall, FloatTensor>> predictors = new ConcurrentHashMap<>();
    /** Read by calls, written by close: the engine's memory must not go while a call uses it. */
    private final ReadWriteLock use = new ReentrantReadWriteLock();

    private boolean closed;

    TorchModel(String name, Model model, String device, long bytes, ExecutorService lanes) {
        this.name = name;
        this.model = model;
        this.device = device;
        this.bytes = bytes;
        this.lanes = lanes;
    }

    /** Where it runs, {@code cpu} or {@code cuda:N}. */
    public String device() {
        return device;
    }

    /** Bytes of its weights. */
    public long bytes() {
        return bytes;
    }

    /**
     * Calls a method of the program and waits for its answer.
     *
     * @param method name of the method
     * @param inputs its arguments, in order; all rows of one argument are equally long
     * @throws InterruptedException if the caller is interrupted; a call that is already in the engine ends unheard
     * @throws IllegalStateException if the engine fails, or the model is closed
     */
    public FloatTensor call(String method, Map<String, long[][]> inputs) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before the call");
        }
        Future<FloatTensor> answer = lanes.submit(() -> compute(new MethodCall(method, inputs)));
        try {
            return answer.get();
        } catch (InterruptedException e) {
            answer.cancel(false);
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("model " + name + " failed in " + method, e.getCause());
        }
    }

    private FloatTensor compute(MethodCall call) throws TranslateException {
        use.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("model " + name + " is closed");
            }
            return predictors
                    .computeIfAbsent(Thread.currentThread(), lane -> model.newPredictor(new MethodCall.Translator()))
                    .predict(call);
        } finally {
            use.readLock().unlock();
        }
    }

    @Override
    public void close() {
        use.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                predictors.values().forEach(Predictor::close);
                predictors.clear();
                model.close();
            }
        } finally {
            use.writeLock().unlock();
        }
    }
}
