package cz.statex.aiworkers.core.model;

import cz.statex.aiworkers.core.model.ModelObserver.CloseReason;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of this process, in memory or on their way there, and who uses them. Thread-safe: this object is the lock
 * of all of them, and every change wakes whoever waits on it.
 */
final class LoadedModels {

    private static final Logger log = LoggerFactory.getLogger(LoadedModels.class);

    private final Duration loadTimeout;
    private final ModelObserver observer;
    private final LongSupplier nanoTime;
    private final Map<String, Slot> slots = new HashMap<>();
    private boolean closed;

    /** How long a load may take once its files are on this host. */
    Duration loadTimeout() {
        return loadTimeout;
    }

    LoadedModels(Duration loadTimeout, ModelObserver observer, LongSupplier nanoTime) {
        this.loadTimeout = loadTimeout;
        this.observer = observer;
        this.nanoTime = nanoTime;
    }

    /**
     * Takes a use of a model, to be given up with {@link #release}.
     *
     * @param begin begins the load if there is no such model yet
     */
    synchronized Slot occupy(ModelSpec<?> spec, Consumer<Slot> begin) throws TaskFailure {
        ModelEntry entry = spec.entry();
        Slot slot = slots.get(Slot.key(entry, spec));
        if (slot == null) {
            slot = begin(spec, entry, begin);
            slots.put(slot.key(), slot);
        }
        requireOpen();
        slot.users++;
        return slot;
    }

    /** Begins a load that nobody else can find, and takes a use of it. */
    synchronized Slot occupyAside(ModelSpec<?> spec, Consumer<Slot> begin) throws TaskFailure {
        Slot slot = begin(spec, spec.entry(), begin);
        slot.users++;
        return slot;
    }

    private Slot begin(ModelSpec<?> spec, ModelEntry entry, Consumer<Slot> begin) throws TaskFailure {
        requireOpen();
        Slot slot = new Slot(spec, entry);
        begin.accept(slot);
        return slot;
    }

    private void requireOpen() throws TaskFailure {
        if (closed) {
            throw new TaskFailure.Retryable(
                    ErrorCode.MODEL_UNAVAILABLE, "this process stops; another one serves the model", null);
        }
    }

    /** Takes a use of every model in memory that was made of this entry. */
    synchronized List<Slot> occupyAll(String entryId) {
        List<Slot> all = slots.values().stream()
                .filter(slot -> slot.isLoaded() && slot.id().equals(entryId))
                .toList();
        all.forEach(slot -> slot.users++);
        return all;
    }

    /** The files of a model are on this host: from now on its load may take as long as loads may. */
    synchronized void filesArrived(Slot slot) {
        slot.hasFiles = true;
        slot.deadline = nanoTime.getAsLong() + loadTimeout.toNanos();
        notifyAll();
    }

    /**
     * Waits for a load. For the files it waits as long as their sources go on sending: to begin again would take longer.
     *
     * @return null if it has not ended in time
     * @throws TaskFailure if it has failed
     */
    synchronized @Nullable LoadedModel await(Slot slot) throws TaskFailure, InterruptedException {
        while (slot.failure == null && slot.model == null) {
            if (!slot.hasFiles) {
                wait();
            } else if (!waitUntil(slot.deadline)) {
                return null;
            }
        }
        if (slot.failure != null) {
            throw slot.failure;
        }
        return slot.model;
    }

    /** Waits for any change; false if the time is over already. */
    synchronized boolean waitUntil(long deadline) throws InterruptedException {
        long left = deadline - nanoTime.getAsLong();
        if (left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return left > 0;
    }

    /** Gives up a use of a model, and closes it if nobody is to use it again. */
    void release(Slot slot) {
        CloseReason unwanted;
        synchronized (this) {
            slot.users--;
            slot.idleSince = nanoTime.getAsLong();
            unwanted = takeUnwanted(slot);
            notifyAll();
        }
        if (unwanted != null) {
            dispose(slot, unwanted);
        }
    }

    /** A model has been loaded; closes it if nobody wants it any more. */
    void arrived(Slot slot, LoadedModel model, Admission.Grant grant) {
        CloseReason unwanted;
        synchronized (this) {
            slot.loader = null;
            slot.model = model;
            slot.grant = grant;
            slot.idleSince = nanoTime.getAsLong();
            unwanted = slot.failure != null ? CloseReason.LATE : takeUnwanted(slot);
            notifyAll();
        }
        if (unwanted != null) {
            dispose(slot, unwanted);
        }
    }

    private @Nullable CloseReason takeUnwanted(Slot slot) {
        if (!slot.isIdle() || !(closed || slot.retired)) {
            return null;
        }
        slots.values().remove(slot);
        return closed ? CloseReason.SHUTDOWN : CloseReason.REPLACED;
    }

    /** A load has failed, or takes too long; false if it had ended already. */
    synchronized boolean fail(Slot slot, TaskFailure failure) {
        if (slot.failure != null || slot.model != null) {
            return false;
        }
        slot.failure = failure;
        slots.values().remove(slot);
        if (slot.loader != null && slot.loader != Thread.currentThread()) {
            slot.loader.interrupt();
        }
        slot.loader = null;
        notifyAll();
        return true;
    }

    /**
     * Puts models in the place of others, all at once: the next lease gets the new ones, and the old ones are closed when
     * their last users leave.
     *
     * @param adopt what has to change in the same moment
     */
    synchronized void replace(List<Slot> old, List<Slot> fresh, Runnable adopt) {
        old.forEach(this::retire);
        for (Slot slot : fresh) {
            Slot other = slots.put(slot.key(), slot);
            if (other != null) {
                retire(other);
            }
        }
        adopt.run();
    }

    /** Lends a model no more. Its users keep it. */
    synchronized void retire(Slot slot) {
        slot.retired = true;
        slots.values().remove(slot);
    }

    /** Takes the models of a device out that nobody has used for {@code since}; the caller disposes of them. */
    synchronized List<Slot> takeIdle(Duration since, Predicate<String> device) {
        long now = nanoTime.getAsLong();
        List<Slot> idle = idle(device)
                .filter(slot -> now - slot.idleSince >= since.toNanos())
                .toList();
        slots.values().removeAll(idle);
        notifyAll();
        return idle;
    }

    /** Takes out the idle model of a device that was used longest ago; the caller disposes of it. */
    synchronized Optional<Slot> takeLeastRecentlyUsed(String device) {
        long now = nanoTime.getAsLong();
        Optional<Slot> oldest = idle(device::equals).max(Comparator.comparingLong(slot -> now - slot.idleSince));
        oldest.ifPresent(slots.values()::remove);
        return oldest;
    }

    /** What could be had on a device by closing the idle models. */
    synchronized long idleBytes(String device) {
        return idle(device::equals).mapToLong(slot -> grant(slot).bytes()).sum();
    }

    private Stream<Slot> idle(Predicate<String> device) {
        return slots.values().stream()
                .filter(slot -> slot.isIdle() && device.test(grant(slot).device()));
    }

    /** What {@link ModelManager#loaded} tells. */
    synchronized List<ModelRef> refs() {
        List<ModelRef> refs = new ArrayList<>();
        for (Slot slot : slots.values()) {
            if (slot.isLoaded()) {
                refs.add(model(slot).ref());
            }
        }
        return refs;
    }

    /** Lends nothing any more; returns the idle models, which the caller disposes of. */
    synchronized List<Slot> close() {
        closed = true;
        return takeIdle(Duration.ZERO, device -> true);
    }

    /**
     * Closes a model that was taken out and gives its memory back. Never called with the lock held: it may take long.
     * Whatever fails is logged, errors too: others were taken out with it, and the thread closes models later as well.
     */
    void dispose(Slot slot, CloseReason reason) {
        try {
            close(slot, reason);
        } catch (RuntimeException | Error e) {
            log.error("closing {} failed; its memory may be lost until the process ends", slot.id(), e);
        }
    }

    private void close(Slot slot, CloseReason reason) {
        LoadedModel model = model(slot);
        ModelRef ref = model.ref();
        Admission.Grant grant = grant(slot);
        long bytes = grant.bytes();
        try (grant) {
            model.close();
            log.info("closed {} on {}: {}", slot.id(), grant.device(), consequence(reason));
        } finally {
            observer.closed(ref, bytes, reason);
        }
    }

    private static String consequence(CloseReason reason) {
        return switch (reason) {
            case IDLE -> "nobody used it; the next task that needs it loads it again";
            case MEMORY -> "another model takes its place; the next task that needs it loads it again";
            case OUT_OF_MEMORY -> "the device had no memory left; the next task that needs it loads it again";
            case REPLACED -> "its successor is lent";
            case SHUTDOWN -> "the process stops";
            case LATE -> "it came too late for those who had asked; the next task that needs it loads it again";
        };
    }

    private static LoadedModel model(Slot slot) {
        return Objects.requireNonNull(slot.model);
    }

    private static Admission.Grant grant(Slot slot) {
        return Objects.requireNonNull(slot.grant);
    }
}
