package cz.statex.aiworkers.core.model;

import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells another observer, and logs what it throws: a metric that fails must not lose a model, or an answer that is there
 * already. Thread-safe if the other is.
 */
final class GuardedObserver implements ModelObserver {

    private static final Logger log = LoggerFactory.getLogger(GuardedObserver.class);

    private final ModelObserver observer;

    GuardedObserver(ModelObserver observer) {
        this.observer = observer;
    }

    private static void tell(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException e) {
            log.error("an observer of models failed; what it should have shown is missing there", e);
        }
    }

    private static Work begin(Supplier<Work> event) {
        try {
            return new GuardedWork(event.get());
        } catch (RuntimeException e) {
            log.error("an observer of models failed; what it should have shown is missing there", e);
            return Work.UNSEEN;
        }
    }

    private record GuardedWork(Work work) implements Work {

        @Override
        public void begun() {
            tell(work::begun);
        }

        @Override
        public void ended(@Nullable Throwable failure) {
            tell(() -> work.ended(failure));
        }
    }

    @Override
    public Work loading(String model) {
        return begin(() -> observer.loading(model));
    }

    @Override
    public Work inferring(String model, String method) {
        return begin(() -> observer.inferring(model, method));
    }

    @Override
    public Work batching(ModelRef model, int items) {
        return begin(() -> observer.batching(model, items));
    }

    @Override
    public void loaded(ModelRef model, long bytes, Duration took) {
        tell(() -> observer.loaded(model, bytes, took));
    }

    @Override
    public void failed(String model, ErrorCode code, Throwable cause) {
        tell(() -> observer.failed(model, code, cause));
    }

    @Override
    public void closed(ModelRef model, long bytes, CloseReason reason) {
        tell(() -> observer.closed(model, bytes, reason));
    }

    @Override
    public void reloaded(String model, @Nullable Throwable failure) {
        tell(() -> observer.reloaded(model, failure));
    }

    @Override
    public void memory(String device, long held, long budget) {
        tell(() -> observer.memory(device, held, budget));
    }

    @Override
    public void batched(ModelRef model, int rows, int longest, long tokens) {
        tell(() -> observer.batched(model, rows, longest, tokens));
    }

    @Override
    public void rebuilt(String model, String file) {
        tell(() -> observer.rebuilt(model, file));
    }

    @Override
    public void waiting(String model) {
        tell(() -> observer.waiting(model));
    }

    @Override
    public void converting(String model, String archive) {
        tell(() -> observer.converting(model, archive));
    }

    @Override
    public void fetching(String model, String file, long done, long total) {
        tell(() -> observer.fetching(model, file, done, total));
    }

    @Override
    public void fetched(String model, String file, String sha256) {
        tell(() -> observer.fetched(model, file, sha256));
    }

    @Override
    public void trusted(String model, String file, String sha256) {
        tell(() -> observer.trusted(model, file, sha256));
    }

    @Override
    public void quarantined(String model, String file, String reason) {
        tell(() -> observer.quarantined(model, file, reason));
    }
}
