package cz.statex.aiworkers.core.observation;

import cz.statex.aiworkers.core.model.ModelObserver;
import cz.statex.aiworkers.core.task.TaskStoppedException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The timers of one kind of work on one model, looked up once instead of at every call. Thread-safe. */
final class WorkMeters {

    private final Timer succeeded;
    private final Timer failed;
    private final Timer cancelled;
    private final @Nullable Timer wait;

    WorkMeters(MeterRegistry registry, Signal duration, @Nullable Signal wait, Tags tags) {
        succeeded = timer(registry, duration, tags.and("outcome", "succeeded"));
        failed = timer(registry, duration, tags.and("outcome", "failed"));
        cancelled = timer(registry, duration, tags.and("outcome", "cancelled"));
        this.wait = wait == null ? null : timer(registry, wait, tags);
    }

    private static Timer timer(MeterRegistry registry, Signal signal, Tags tags) {
        return Timer.builder(signal.signalName())
                .tags(tags)
                .serviceLevelObjectives(TypeMeters.BUCKETS)
                .register(registry);
    }

    private Timer timer(@Nullable Throwable failure) {
        if (failure == null) {
            return succeeded;
        }
        return failure instanceof InterruptedException || failure instanceof TaskStoppedException ? cancelled : failed;
    }

    /** Times work that has just been ordered. */
    ModelObserver.Work time(Span span) {
        return new TimedWork(span);
    }

    /** Ends the span of work that succeeded or failed. */
    static void end(Span span, @Nullable Throwable failure) {
        if (failure != null) {
            // Its class only: a message of the engine might quote the input.
            span.setStatus(StatusCode.ERROR, failure.getClass().getSimpleName());
        }
        span.end();
    }

    /** Begun and ended on threads that hand it on to each other. */
    private final class TimedWork implements ModelObserver.Work {

        private final Span span;
        private final long ordered = System.nanoTime();
        private volatile long begun = ordered;

        private TimedWork(Span span) {
            this.span = span;
        }

        @Override
        public void begun() {
            begun = System.nanoTime();
            if (wait != null) {
                wait.record(Duration.ofNanos(begun - ordered));
            }
        }

        @Override
        public void ended(@Nullable Throwable failure) {
            timer(failure).record(Duration.ofNanos(System.nanoTime() - begun));
            end(span, failure);
        }
    }
}
