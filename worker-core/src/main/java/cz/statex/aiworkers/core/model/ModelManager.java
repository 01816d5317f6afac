package cz.statex.aiworkers.core.model;

import cz.statex.aiworkers.core.model.ModelObserver.CloseReason;
import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.model.repository.ModelRepository;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads each model once and lends it out: {@code try (ModelLease<M> lease = models.lease(spec)) {...}}.
 *
 * <p>Those who ask for a model that is being loaded wait for the same load. A model nobody has leased for the time to
 * live leaves memory; a leased one never does. Thread-safe. Ownership: the manager closes the models, never their users.
 */
public final class ModelManager implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ModelManager.class);

    private final ModelRepository repository;
    private final Duration loadTimeout;
    private final Duration idleTtl;
    private final ModelObserver observer;
    private final LongSupplier nanoTime;
    private final ScheduledExecutorService sweeper;

    private final Object lock = new Object();
    private final Map<String, Slot> slots = new HashMap<>();
    private boolean closed;

    /** One model, from the request to load it until it is closed; its fields are guarded by {@link #lock}. */
    private static final class Slot {
        private final String id;
        private final long requestedAt;
        private final CompletableFuture<LoadedModel> model = new CompletableFuture<>();
        private @Nullable Thread loader;
        private int users;
        private long idleSince;

        private Slot(String id, long requestedAt) {
            this.id = id;
            this.requestedAt = requestedAt;
        }

        private boolean isIdle() {
            return users == 0 && model.isDone() && !model.isCompletedExceptionally();
        }
    }

    /**
     * Lends models of {@code repository}.
     *
     * @param loadTimeout how long a load may take, from the first request for it
     * @param idleTtl how long a model stays in memory after its last use
     */
    public ModelManager(ModelRepository repository, Duration loadTimeout, Duration idleTtl, ModelObserver observer) {
        this(repository, loadTimeout, idleTtl, observer, System::nanoTime);
    }

    ModelManager(
            ModelRepository repository,
            Duration loadTimeout,
            Duration idleTtl,
            ModelObserver observer,
            LongSupplier nanoTime) {
        this.repository = repository;
        this.loadTimeout = loadTimeout;
        this.idleTtl = idleTtl;
        this.observer = observer;
        this.nanoTime = nanoTime;
        this.sweeper = Executors.newSingleThreadScheduledExecutor(work -> daemon(work, "aiw-model-sweeper"));
        long period = Math.min(Math.max(idleTtl.toMillis() / 4, 1_000), 60_000);
        var unused = sweeper.scheduleWithFixedDelay(this::closeIdle, period, period, TimeUnit.MILLISECONDS);
    }

    /**
     * Lends a model, loading it first if need be.
     *
     * @return the lease, to be closed when the model is no longer needed
     * @throws TaskFailure with a {@code model_*} code if the model cannot be had
     * @throws InterruptedException if the caller is interrupted while waiting; the load goes on
     */
    public <M extends LoadedModel> ModelLease<M> lease(ModelSpec<M> spec) throws TaskFailure, InterruptedException {
        Slot slot = occupy(spec);
        boolean leased = false;
        try {
            M model = spec.type().cast(await(slot));
            ModelLease<M> lease = new ModelLease<>(model, () -> release(slot));
            leased = true;
            return lease;
        } catch (ModelException e) {
            throw e.asTaskFailure();
        } finally {
            if (!leased) {
                release(slot);
            }
        }
    }

    /** The models in memory. */
    public List<ModelRef> loaded() {
        List<ModelRef> loaded = new ArrayList<>();
        synchronized (lock) {
            for (Slot slot : slots.values()) {
                if (slot.model.isDone() && !slot.model.isCompletedExceptionally()) {
                    loaded.add(slot.model.join().ref());
                }
            }
        }
        return loaded;
    }

    /** Closes every model: idle ones now, leased ones when their last lease is closed. Lends nothing any more. */
    @Override
    public void close() {
        sweeper.shutdownNow();
        List<Slot> idle;
        synchronized (lock) {
            closed = true;
            idle = takeIdle(Duration.ZERO);
        }
        idle.forEach(slot -> close(slot.model.join(), CloseReason.SHUTDOWN));
    }

    /** Closes the models whose time to live has passed. */
    void closeIdle() {
        List<Slot> idle;
        synchronized (lock) {
            idle = takeIdle(idleTtl);
        }
        idle.forEach(slot -> close(slot.model.join(), CloseReason.IDLE));
    }

    private List<Slot> takeIdle(Duration since) {
        long now = nanoTime.getAsLong();
        List<Slot> idle = slots.values().stream()
                .filter(slot -> slot.isIdle() && now - slot.idleSince >= since.toNanos())
                .toList();
        slots.values().removeAll(idle);
        return idle;
    }

    private <M extends LoadedModel> Slot occupy(ModelSpec<M> spec) throws TaskFailure {
        synchronized (lock) {
            if (closed) {
                throw new TaskFailure.Retryable(
                        ErrorCode.MODEL_UNAVAILABLE, "this process stops; another one serves the model", null);
            }
            Slot slot = slots.get(spec.key());
            if (slot == null) {
                slot = new Slot(spec.entry().id(), nanoTime.getAsLong());
                slots.put(spec.key(), slot);
                startLoading(slot, spec);
            }
            slot.users++;
            return slot;
        }
    }

    private void startLoading(Slot slot, ModelSpec<?> spec) {
        Thread loader = daemon(() -> load(slot, spec), "aiw-model-load " + slot.id);
        slot.loader = loader;
        loader.start();
    }

    private void load(Slot slot, ModelSpec<?> spec) {
        long start = System.nanoTime();
        try {
            LoadedModel model = spec.loader().load(repository.prepare(spec.entry()));
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            log.info("loaded {}: {} bytes in {} ms", slot.id, model.bytes(), took.toMillis());
            observer.loaded(model.ref(), model.bytes(), took);
            arrived(slot, model);
        } catch (ModelException e) {
            fail(slot, e);
        } catch (Exception e) {
            fail(slot, new ModelException(ErrorCode.MODEL_UNAVAILABLE, "model " + slot.id + " could not be loaded", e));
        } catch (Error e) {
            // Whoever waits is told; the thread then ends the way an Error ends a thread.
            fail(slot, new ModelException(ErrorCode.MODEL_UNAVAILABLE, "model " + slot.id + " could not be loaded", e));
            throw e;
        }
    }

    private void arrived(Slot slot, LoadedModel model) {
        CloseReason unwanted = null;
        synchronized (lock) {
            slot.loader = null;
            slot.idleSince = nanoTime.getAsLong();
            if (!slot.model.complete(model)) {
                unwanted = CloseReason.LATE;
            } else if (closed && slot.users == 0) {
                slots.values().remove(slot);
                unwanted = CloseReason.SHUTDOWN;
            }
        }
        if (unwanted != null) {
            close(model, unwanted);
        }
    }

    private void fail(Slot slot, ModelException problem) {
        Thread loader;
        synchronized (lock) {
            loader = slot.loader;
            slots.values().remove(slot);
        }
        if (slot.model.completeExceptionally(problem)) {
            log.warn("{}; the next task that needs it tries again", problem.getMessage(), problem);
            observer.failed(slot.id, problem.code(), problem);
        }
        if (loader != null && loader != Thread.currentThread()) {
            loader.interrupt();
        }
    }

    private LoadedModel await(Slot slot) throws ModelException, InterruptedException {
        try {
            long waited = nanoTime.getAsLong() - slot.requestedAt;
            return slot.model.get(Math.max(0, loadTimeout.toNanos() - waited), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            ModelException late = new ModelException(
                    ErrorCode.MODEL_UNAVAILABLE,
                    "model " + slot.id + " did not load within " + loadTimeout.toSeconds() + " s",
                    e);
            fail(slot, late);
            throw late;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ModelException problem) {
                throw problem;
            }
            throw new IllegalStateException(e);
        }
    }

    private void release(Slot slot) {
        boolean last;
        synchronized (lock) {
            slot.users--;
            slot.idleSince = nanoTime.getAsLong();
            last = closed && slot.isIdle() && slots.values().remove(slot);
        }
        if (last) {
            close(slot.model.join(), CloseReason.SHUTDOWN);
        }
    }

    private void close(LoadedModel model, CloseReason reason) {
        ModelRef ref = model.ref();
        long bytes = model.bytes();
        try {
            model.close();
            log.info(
                    "closed {}@{} ({}); the next task that needs it loads it again", ref.name(), ref.version(), reason);
        } catch (RuntimeException e) {
            log.error(
                    "closing {}@{} failed; its memory may be lost until the process ends",
                    ref.name(),
                    ref.version(),
                    e);
        }
        observer.closed(ref, bytes, reason);
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
