package cz.statex.aiworkers.core.djl;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.translate.NoopTranslator;
import cz.statex.aiworkers.core.model.ModelObserver;
import cz.statex.aiworkers.core.model.device.DeviceOutOfMemoryException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

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
    private final ModelObserver observer;
    private final Map<Thread, Predictor<NDList, NDList>> predictors = new ConcurrentHashMap<>();
    /** Read by calls, written by close: the engine's memory must not go while a call uses it. */
    private final ReadWriteLock use = new ReentrantReadWriteLock();

    private boolean closed;

    /** What is computed on a lane with the lane's predictor. */
    interface Computation<T> {
        T run(Predictor<NDList, NDList> predictor) throws Exception;
    }

    TorchModel(String name, Model model, String device, long bytes, ExecutorService lanes, ModelObserver observer) {
        this.name = name;
        this.model = model;
        this.device = device;
        this.bytes = bytes;
        this.lanes = lanes;
        this.observer = observer;
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
     * Opens a session, which the caller closes.
     *
     * @throws IllegalStateException if the model is closed
     */
    public TorchSession open() {
        use.readLock().lock();
        try {
            requireOpen();
            return new TorchSession(this, model.getNDManager().newSubManager());
        } finally {
            use.readLock().unlock();
        }
    }

    /**
     * Computes on a lane, this thread if it is one, and waits; what is thrown is what {@link TorchSession#call} promises. Whoever is
     * interrupted while the engine computes is kept until it has ended, since the tensors it reads may be freed right after.
     */
    <T> T onLane(String method, Computation<T> computation) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before the call");
        }
        ModelObserver.Work work = observer.inferring(name, method);
        T answer;
        try {
            answer = Thread.currentThread() instanceof TorchEngine.Lane
                    ? onThisLane(method, computation, work)
                    : awaitLane(method, computation, work);
        } catch (InterruptedException | RuntimeException | Error e) {
            work.ended(e);
            throw e;
        }
        work.ended(null);
        return answer;
    }

    private <T> T onThisLane(String method, Computation<T> computation, ModelObserver.Work work) {
        try {
            return compute(computation, work);
        } catch (Exception e) {
            throw failure(method, e);
        }
    }

    private <T> T awaitLane(String method, Computation<T> computation, ModelObserver.Work work)
            throws InterruptedException {
        AtomicBoolean taken = new AtomicBoolean();
        Future<@Nullable T> answer =
                lanes.submit(() -> taken.compareAndSet(false, true) ? compute(computation, work) : null);
        try {
            return result(method, answer);
        } catch (InterruptedException e) {
            if (!taken.compareAndSet(false, true)) {
                awaitEnd(answer);
            }
            throw e;
        }
    }

    private <T> T result(String method, Future<@Nullable T> answer) throws InterruptedException {
        try {
            return Objects.requireNonNull(answer.get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw failure(method, Objects.requireNonNull(e.getCause()));
        }
    }

    /** What a failure of the engine in a method, or for its sake, is to callers. */
    RuntimeException failure(String method, Throwable cause) {
        return OutOfMemory.isMeantBy(cause)
                ? new DeviceOutOfMemoryException(
                        device, "device " + device + " has no memory left for " + method + " of model " + name, cause)
                : new IllegalStateException("model " + name + " failed in " + method, cause);
    }

    private static void awaitEnd(Future<?> running) {
        while (true) {
            try {
                running.get();
                return;
            } catch (InterruptedException e) {
                // The one that counts is thrown already.
            } catch (ExecutionException e) {
                return;
            }
        }
    }

    private <T> T compute(Computation<T> computation, ModelObserver.Work work) throws Exception {
        use.readLock().lock();
        try {
            requireOpen();
            work.begun();
            return computation.run(predictors.computeIfAbsent(
                    Thread.currentThread(), lane -> model.newPredictor(new NoopTranslator())));
        } finally {
            use.readLock().unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("model " + name + " is closed");
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
