package cz.statex.aiworkers.core.observation;

import cz.statex.aiworkers.core.execution.TaskObserver;
import cz.statex.aiworkers.orchestrator.protocol.PerformanceMetrics;
import cz.statex.aiworkers.orchestrator.protocol.Topology;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Turns what happens to tasks into metrics (Micrometer), spans (OpenTelemetry) and log fields (MDC). A delivery is a span
 * {@code process <type>} that continues the trace of its message, with a child for each of the seven steps. Thread-safe.
 */
public final class TaskTelemetry implements TaskObserver {

    private static final TextMapPropagator W3C = W3CTraceContextPropagator.getInstance();

    private static final TextMapGetter<Map<String, String>> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> headers) {
            return headers.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> headers, String key) {
            return headers == null ? null : headers.get(key);
        }
    };

    private final MeterRegistry registry;
    private final Tracer tracer;
    private final String workerId;
    private final ConcurrentMap<String, TypeMeters> meters = new ConcurrentHashMap<>();
    private final LongAdder succeeded = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder succeededNanos = new LongAdder();

    /** Emits to {@code registry} and {@code openTelemetry}; a no-op OpenTelemetry costs next to nothing. */
    public TaskTelemetry(MeterRegistry registry, OpenTelemetry openTelemetry, String workerId) {
        this.registry = registry;
        this.tracer = openTelemetry.getTracer("cz.statex.aiworkers");
        this.workerId = workerId;
    }

    @Override
    public Observation begin(String taskType, Map<String, String> headers) {
        // A span of the tracing agent's, if there is one, already continues the message's trace.
        Context current = Context.current();
        Context parent =
                Span.fromContext(current).getSpanContext().isValid() ? current : W3C.extract(current, headers, HEADERS);
        Span span = tracer.spanBuilder(Signal.PROCESS_SPAN.signalName() + ' ' + taskType)
                .setSpanKind(SpanKind.CONSUMER)
                .setParent(parent)
                .setAttribute("messaging.system", "rabbitmq")
                .setAttribute("messaging.operation.type", "process")
                .setAttribute("ai.task.type", taskType)
                .startSpan();
        TypeMeters typeMeters = meters.computeIfAbsent(taskType, type -> new TypeMeters(registry, type));
        return new TaskObservation(
                this, tracer, span, origin(parent, span), typeMeters, new LogFields(taskType, workerId, span));
    }

    private static @Nullable String origin(Context parent, Span span) {
        boolean continues = Span.fromContext(parent).getSpanContext().isValid();
        return headersOf(continues ? parent : parent.with(span)).get(Topology.TRACEPARENT);
    }

    @Override
    public Map<String, String> traceHeaders() {
        return headersOf(Context.current());
    }

    @Override
    @SuppressWarnings("MustBeClosedChecker") // What is returned closes it.
    public Scope resume(@Nullable String traceparent) {
        Context current = Context.current();
        Context resumed = traceparent == null
                ? current
                : W3C.extract(current, Map.of(Topology.TRACEPARENT, traceparent), HEADERS);
        return resumed.makeCurrent()::close;
    }

    private static Map<String, String> headersOf(Context context) {
        if (!Span.fromContext(context).getSpanContext().isValid()) {
            return Map.of();
        }
        Map<String, String> headers = new HashMap<>();
        W3C.inject(context, headers, (carrier, key, value) -> {
            if (carrier != null) {
                carrier.put(key, value);
            }
        });
        return headers;
    }

    /** What this process has done since it started, for the registry. */
    public PerformanceMetrics performance() {
        long count = succeeded.sum();
        double meanMs = count == 0 ? 0 : succeededNanos.sum() / 1e6 / count;
        return new PerformanceMetrics(count, failed.sum(), meanMs);
    }

    void ended(Outcome outcome, Duration duration) {
        if (outcome == Outcome.SUCCEEDED) {
            succeeded.increment();
            succeededNanos.add(duration.toNanos());
        } else if (outcome == Outcome.FAILED || outcome == Outcome.RETRYING) {
            failed.increment();
        }
    }
}
