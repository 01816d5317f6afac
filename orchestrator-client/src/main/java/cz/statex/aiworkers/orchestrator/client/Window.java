package cz.statex.aiworkers.orchestrator.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Bounds how much is under way at once, and remembers the first failure. One thread enters; any thread may complete. */
final class Window {

    private final int size;
    private final Semaphore free;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Window(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("a window of " + size + " lets nothing through; it must be at least 1");
        }
        this.size = size;
        this.free = new Semaphore(size);
    }

    /** Waits for room; false if something has failed, so that nothing more should begin. */
    boolean enter() {
        acquire(1);
        if (failure.get() == null) {
            return true;
        }
        free.release();
        return false;
    }

    /** Begins what was entered for, and makes room when it has ended. */
    void follow(Supplier<? extends CompletableFuture<?>> work) {
        CompletableFuture<?> begun;
        try {
            begun = work.get();
        } catch (RuntimeException e) {
            begun = CompletableFuture.failedFuture(e);
        }
        CompletableFuture<?> unused = begun.whenComplete((done, failed) -> {
            if (failed != null) {
                failure.compareAndSet(null, failed);
            }
            free.release();
        });
    }

    /** Waits until everything has ended; throws the first failure, if there was one. */
    void awaitEmpty() {
        acquire(size);
        Throwable first = failure.get();
        if (first != null) {
            throw Waits.known(first, "the submission");
        }
    }

    private void acquire(int permits) {
        try {
            free.acquire(permits);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AiWorkersException.Interrupted("interrupted while submitting; what was submitted goes on");
        }
    }
}
