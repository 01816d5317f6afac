package cz.statex.aiworkers.core.observation;

import cz.statex.aiworkers.core.execution.TaskObserver.Observation;
import cz.statex.aiworkers.core.execution.TaskObserver.Outcome;
import cz.statex.aiworkers.core.execution.TaskObserver.Scope;
import cz.statex.aiworkers.core.execution.TaskObserver.Stage;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One delivery. Not thread-safe: it belongs to the thread that works on it. */
final class TaskObservation implements Observation {

    private static final AttributeKey<String> EXCEPTION_TYPE = AttributeKey.stringKey("exception.type");
    private static final AttributeKey<String> EXCEPTION_MESSAGE = AttributeKey.stringKey("exception.message");

    private final TaskTelemetry telemetry;
    private final Tracer tracer;
    private final Span span;
    private final @Nullable String origin;
    private final io.opentelemetry.context.Scope current;
    private final TypeMeters meters;
    private final LogFields fields;
    private final long start = System.nanoTime();
    private Outcome outcome = Outcome.UNSETTLED;
    private @Nullable TaskError error;

    @SuppressWarnings("MustBeClosedChecker") // This object is the scope: its own close() ends it.
    TaskObservation(
            TaskTelemetry telemetry,
            Tracer tracer,
            Span span,
            @Nullable String origin,
            TypeMeters meters,
            LogFields fields) {
        this.telemetry = telemetry;
        this.tracer = tracer;
        this.span = span;
        this.origin = origin;
        this.current = span.makeCurrent();
        this.meters = meters;
        this.fields = fields;
    }

    @Override
    public @Nullable String origin() {
        return origin;
    }

    @Override
    public void task(Task task, int attempt) {
        fields.task(task, attempt);
        span.setAttribute("messaging.message.id", task.id().toString());
        if (task.jobId() != null) {
            span.setAttribute("messaging.message.conversation_id", task.jobId().toString());
        }
        if (attempt > 0) {
            span.setAttribute("ai.task.attempt", attempt);
        }
    }

    @Override
    @SuppressWarnings("MustBeClosedChecker") // What is returned closes it.
    public Scope stage(Stage stage) {
        long began = System.nanoTime();
        Span child = tracer.spanBuilder(spanOf(stage).signalName()).startSpan();
        io.opentelemetry.context.Scope scope = child.makeCurrent();
        return () -> {
            scope.close();
            child.end();
            meters.stage(stage, since(began));
        };
    }

    private static Signal spanOf(Stage stage) {
        return switch (stage) {
            case RECEPTION -> Signal.RECEPTION_SPAN;
            case VALIDATION -> Signal.VALIDATION_SPAN;
            case PREPROCESSING -> Signal.PREPROCESSING_SPAN;
            case PROCESSING -> Signal.PROCESSING_SPAN;
            case POSTPROCESSING -> Signal.POSTPROCESSING_SPAN;
            case SUBMISSION -> Signal.SUBMISSION_SPAN;
            case CLEANUP -> Signal.CLEANUP_SPAN;
        };
    }

    @Override
    public void queued(Duration wait) {
        meters.queued(wait);
    }

    @Override
    public void cache(boolean hit) {
        meters.cache(hit);
        span.setAttribute("ai.task.cached", hit);
    }

    /** Records the error as the orchestrator sees it: the exception itself might quote the input. */
    @Override
    public void failed(TaskError failure) {
        error = failure;
        span.setStatus(StatusCode.ERROR, failure.code().wireName());
        span.addEvent(
                "exception",
                Attributes.of(EXCEPTION_TYPE, failure.code().wireName(), EXCEPTION_MESSAGE, failure.message()));
    }

    @Override
    public void outcome(Outcome end) {
        outcome = end;
    }

    @Override
    public void close() {
        Duration duration = since(start);
        meters.ended(outcome, duration);
        telemetry.ended(outcome, duration);
        if (outcome == Outcome.RETRYING && error != null) {
            meters.retried(error.code());
        }
        span.setAttribute("ai.task.outcome", TypeMeters.wireName(outcome));
        current.close();
        span.end();
        fields.close();
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
