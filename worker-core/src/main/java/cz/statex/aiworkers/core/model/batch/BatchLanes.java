package cz.statex.aiworkers.core.model.batch;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Where batches are computed. Lanes may be shared by the batchers of several models: each takes a lane for one batch at
 * a time and then queues up again behind the others.
 *
 * @param executor runs what a lane does; its threads belong to whoever made it
 * @param count how many batches it computes at once
 * @param nanoTime a clock that never goes back
 * @param delay runs something later
 */
public record BatchLanes(Executor executor, int count, LongSupplier nanoTime, Delay delay) {

    /** Runs something on a lane once some time has passed. */
    @FunctionalInterface
    public interface Delay {

        /** Returns at once. */
        void after(Duration wait, Runnable action);
    }

    /** Refuses to have none. */
    public BatchLanes {
        if (count < 1) {
            throw new IllegalArgumentException("a batcher needs at least one lane, not " + count);
        }
    }

    /** Lanes on the threads of {@code executor}, by the system's clock. */
    public static BatchLanes of(Executor executor, int count) {
        return new BatchLanes(executor, count, System::nanoTime, (wait, action) -> CompletableFuture.delayedExecutor(
                        wait.toNanos(), TimeUnit.NANOSECONDS, executor)
                .execute(action));
    }
}
