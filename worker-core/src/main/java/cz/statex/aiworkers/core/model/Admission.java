package cz.statex.aiworkers.core.model;

import cz.statex.aiworkers.core.model.ModelObserver.CloseReason;
import cz.statex.aiworkers.core.model.device.Devices;
import cz.statex.aiworkers.core.model.device.MemoryBudget;
import cz.statex.aiworkers.core.model.device.Placement;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a model onto its device when there is room for it, and makes room: idle models go, least recently used first, but
 * only if that is enough; else those in use are waited for. Counts what models really take: the growth of the device's
 * used memory over a load that had the device for itself. Thread-safe, by the lock of the {@link LoadedModels}.
 */
final class Admission {

    /** What a model that was never measured is expected to take, in sizes of its archive. */
    private static final double UNMEASURED = 1.3;
    /** More than this, in sizes of its weights, is not the model's: tasks ran meanwhile. */
    private static final long MOST = 3;

    /** To close a model takes milliseconds, if nothing is computed with it. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Logger log = LoggerFactory.getLogger(Admission.class);

    private final LoadedModels models;
    private final Devices devices;
    private final MemoryBudget budget;
    private final ModelObserver observer;
    private final ExecutorService closer;
    private final Map<String, Ledger> ledgers = new HashMap<>();
    private final Map<String, Long> measured = new ConcurrentHashMap<>();

    /** What is counted on one device. */
    private static final class Ledger {
        private long held;
        private long loading;
        private int loads;
        private long begun;
    }

    /** Who wants what. */
    private record Request(Slot slot, String device, String key, long needed, long capacity) {}

    /**
     * Lets models in as {@code budget} allows.
     *
     * @param closer closes models to make room; not a thread on which models compute
     */
    Admission(
            LoadedModels models, Devices devices, MemoryBudget budget, ModelObserver observer, ExecutorService closer) {
        this.closer = closer;
        this.models = models;
        this.devices = devices;
        this.budget = budget;
        this.observer = observer;
    }

    /**
     * Waits for room and takes it.
     *
     * @param weights bytes of the model's archive
     * @return the room, to be settled after the load and closed after the model
     * @throws TaskFailure permanent if the model is larger than all the room there is, else after its slot's deadline
     */
    Grant admit(Slot slot, Placement placement, long weights) throws TaskFailure, InterruptedException {
        String device = placement.device();
        long capacity = budget.of(device, devices.memory(device));
        if (weights > capacity) {
            throw new TaskFailure.Permanent(
                    ErrorCode.MODEL_UNAVAILABLE,
                    "model " + slot.id() + " needs " + weights + " bytes on " + device + ", but all models there may"
                            + " take only " + capacity + " together: choose a smaller model or precision, or give the"
                            + " worker more memory");
        }
        String key = slot.id() + " in " + placement;
        long expected = measured.getOrDefault(key, (long) (UNMEASURED * weights));
        Request request = new Request(slot, device, key, Math.min(expected, capacity), capacity);
        Grant grant = null;
        while (grant == null) {
            grant = takeOrMakeRoom(request);
        }
        try {
            grant.usedBefore = devices.memory(device).used();
            return grant;
        } catch (Throwable e) {
            grant.close();
            throw e;
        }
    }

    private @Nullable Grant takeOrMakeRoom(Request request) throws TaskFailure, InterruptedException {
        String device = request.device();
        long free = freeOnDevice(request);
        Slot victim;
        synchronized (models) {
            Ledger ledger = ledgers.computeIfAbsent(device, name -> new Ledger());
            long available = Math.min(request.capacity() - ledger.held, free) - ledger.loading;
            if (request.needed() <= available) {
                return new Grant(request, ledger);
            }
            long idle = models.idleBytes(device);
            if (request.needed() > available + idle) {
                waitForOthers(request, available, ledger.held - idle + ledger.loading > 0);
                return null;
            }
            victim = models.takeLeastRecentlyUsed(device).orElseThrow();
        }
        models.dispose(victim, CloseReason.MEMORY);
        return null;
    }

    /** The budget is ours alone; a GPU may be shared with others. */
    private long freeOnDevice(Request request) {
        if (!Devices.isGpu(request.device())) {
            return Long.MAX_VALUE;
        }
        long free = devices.memory(request.device()).free();
        if (free >= request.needed()) {
            return free;
        }
        devices.trim(request.device());
        return devices.memory(request.device()).free();
    }

    private void waitForOthers(Request request, long available, boolean inUse)
            throws TaskFailure, InterruptedException {
        Slot slot = request.slot();
        slot.lacking = "model " + slot.id() + " needs " + request.needed() + " bytes on " + request.device()
                + ", but of the " + request.capacity() + " that models may take there only " + Math.max(0, available)
                + " are free and the rest is in use: try again later, or give the worker more memory or fewer models";
        if (!inUse || !models.waitUntil(slot.deadline)) {
            throw new TaskFailure.Retryable(ErrorCode.MODEL_UNAVAILABLE, slot.lacking, null);
        }
    }

    /**
     * Closes the idle models of a device and returns to it what the process keeps. On a thread of its own, and waited for
     * no longer than {@link #PATIENCE}: the caller may be the very lane that an idle model waits for before it closes,
     * since the last lease of a model may end while a batch that nobody wants any more is still being computed. What has
     * not begun by then is not begun later, when the room is no longer needed.
     */
    void makeRoom(String device) {
        Future<?> closing;
        try {
            closing = closer.submit(() -> closeIdle(device));
        } catch (RejectedExecutionException e) {
            log.debug("the process stops, and with it all models leave {}", device);
            return;
        }
        try {
            closing.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.info("models on {} are still being closed; their memory may come too late for what needs it", device);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            log.warn("room on {} could not be made", device, e.getCause());
        } finally {
            closing.cancel(false);
        }
    }

    /** The same on this thread, which must not be one on which models compute, however long it takes. */
    void closeIdle(String device) {
        models.takeIdle(Duration.ZERO, device::equals).forEach(slot -> models.dispose(slot, CloseReason.OUT_OF_MEMORY));
        devices.trim(device);
    }

    /** Room on a device, taken at admission. Owned by the load and then by the model's slot. */
    final class Grant implements AutoCloseable {

        private final Request request;
        private final Ledger ledger;
        private final long turn;
        private boolean alone;
        private boolean settled;
        private boolean closed;
        private long bytes;
        private long usedBefore;

        private Grant(Request request, Ledger ledger) {
            this.request = request;
            this.ledger = ledger;
            this.bytes = request.needed();
            this.alone = ledger.loads == 0;
            this.turn = ++ledger.begun;
            request.slot().lacking = null;
            ledger.loads++;
            ledger.loading += bytes;
            tell();
        }

        String device() {
            return request.device();
        }

        /** What is counted for the model. */
        long bytes() {
            synchronized (models) {
                return bytes;
            }
        }

        /** The model is complete: from now on what it really takes is counted, at least its {@code weights}. */
        void settle(long weights) {
            long growth = devices.memory(device()).used() - usedBefore;
            synchronized (models) {
                ledger.loads--;
                ledger.loading -= bytes;
                alone &= turn == ledger.begun;
                bytes = alone ? Math.min(Math.max(growth, weights), MOST * weights) : Math.max(bytes, weights);
                ledger.held += bytes;
                settled = true;
                if (alone) {
                    measured.put(request.key(), bytes);
                }
                tell();
            }
        }

        /** Gives the room back, also to the device. */
        @Override
        public void close() {
            try {
                devices.trim(device());
            } catch (RuntimeException e) {
                log.warn(
                        "{} did not take back what {} has left",
                        device(),
                        request.slot().id(),
                        e);
            } finally {
                giveBack();
            }
        }

        private void giveBack() {
            synchronized (models) {
                if (closed) {
                    return;
                }
                closed = true;
                if (settled) {
                    ledger.held -= bytes;
                } else {
                    ledger.loads--;
                    ledger.loading -= bytes;
                }
                tell();
            }
        }

        private void tell() {
            models.notifyAll();
            observer.memory(device(), ledger.held + ledger.loading, request.capacity());
        }
    }
}
