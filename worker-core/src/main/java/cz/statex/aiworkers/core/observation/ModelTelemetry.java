package cz.statex.aiworkers.core.observation;

import cz.statex.aiworkers.core.model.ModelObserver;
import cz.statex.aiworkers.core.model.device.Devices;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.Tracer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns what happens to models into metrics and spans. Loads and inferences that a task waits for are children of the
 * span the task is in; those that no task waits for, such as warm-ups, have none. Thread-safe.
 */
public final class ModelTelemetry implements ModelObserver {

    private final MeterRegistry registry;
    private final Tracer tracer;
    private final Function<String, Devices.Memory> memory;
    private final ConcurrentMap<Tags, WorkMeters> loads = new ConcurrentHashMap<>();
    private final ConcurrentMap<Tags, WorkMeters> inferences = new ConcurrentHashMap<>();
    private final ConcurrentMap<Tags, WorkMeters> batchings = new ConcurrentHashMap<>();
    private final ConcurrentMap<Tags, BatchMeters> batches = new ConcurrentHashMap<>();
    private final ConcurrentMap<Tags, AtomicLong> bytes = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, DeviceMeters> devices = new ConcurrentHashMap<>();

    private record BatchMeters(DistributionSummary rows, DistributionSummary padding) {}

    private record DeviceMeters(AtomicLong held, AtomicLong budget) {}

    /**
     * Emits to {@code registry} and {@code openTelemetry}.
     *
     * @param memory asked at each scrape for the memory of the CPU, and of the other devices that have had a model
     */
    public ModelTelemetry(
            MeterRegistry registry, OpenTelemetry openTelemetry, Function<String, Devices.Memory> memory) {
        this.registry = registry;
        this.tracer = openTelemetry.getTracer("cz.statex.aiworkers");
        this.memory = memory;
        devices.computeIfAbsent(Devices.CPU, this::meters);
    }

    @Override
    public Work loading(String model) {
        WorkMeters meters = loads.computeIfAbsent(
                Tags.of("model", model), tags -> new WorkMeters(registry, Signal.MODEL_LOAD_DURATION, null, tags));
        return meters.time(child(Signal.LOAD_SPAN, model, null));
    }

    @Override
    public Work inferring(String model, String method) {
        WorkMeters meters = inferences.computeIfAbsent(
                Tags.of("model", model, "method", method),
                tags -> new WorkMeters(registry, Signal.INFERENCE_DURATION, Signal.LANE_WAIT, tags));
        return meters.time(child(Signal.INFERENCE_SPAN, model, method));
    }

    @Override
    public Work batching(ModelRef model, int items) {
        WorkMeters meters = batchings.computeIfAbsent(
                Tags.of("model", id(model)),
                tags -> new WorkMeters(registry, Signal.BATCHING_DURATION, Signal.BATCHING_WAIT, tags));
        return meters.time(child(Signal.BATCHING_SPAN, id(model), null));
    }

    private Span child(Signal signal, String model, @Nullable String method) {
        if (!Span.current().getSpanContext().isValid()) {
            return Span.getInvalid();
        }
        SpanBuilder builder = tracer.spanBuilder(signal.signalName()).setAttribute("ai.model", model);
        if (method != null) {
            builder.setAttribute("ai.model.method", method);
        }
        return builder.startSpan();
    }

    @Override
    public void loaded(ModelRef model, long loadedBytes, Duration took) {
        bytes(model).addAndGet(loadedBytes);
    }

    @Override
    public void failed(String model, ErrorCode code, Throwable cause) {
        registry.counter(Signal.MODEL_FAILURES.signalName(), "model", model, "code", code.wireName())
                .increment();
    }

    @Override
    public void closed(ModelRef model, long closedBytes, CloseReason reason) {
        bytes(model).addAndGet(-closedBytes);
        registry.counter(Signal.MODEL_CLOSED.signalName(), "model", id(model), "reason", TypeMeters.wireName(reason))
                .increment();
    }

    @Override
    public void reloaded(String model, @Nullable Throwable failure) {
        String outcome = failure == null ? "succeeded" : "failed";
        registry.counter(Signal.MODEL_RELOADS.signalName(), "outcome", outcome).increment();
    }

    @Override
    public void fetched(String model, String file, String sha256) {
        file(model, "fetched");
    }

    @Override
    public void quarantined(String model, String file, String reason) {
        file(model, "quarantined");
    }

    @Override
    public void rebuilt(String model, String file) {
        file(model, "rebuilt");
    }

    private void file(String model, String event) {
        registry.counter(Signal.MODEL_FILES.signalName(), "model", model, "event", event)
                .increment();
    }

    @Override
    public void batched(ModelRef model, int rows, int longest, long tokens) {
        BatchMeters meters = batches.computeIfAbsent(
                Tags.of("model", id(model)),
                tags -> new BatchMeters(
                        DistributionSummary.builder(Signal.BATCH_ROWS.signalName())
                                .tags(tags)
                                .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64, 128)
                                .register(registry),
                        DistributionSummary.builder(Signal.BATCH_PADDING.signalName())
                                .tags(tags)
                                .serviceLevelObjectives(0.05, 0.1, 0.2, 0.4, 0.6, 0.8)
                                .register(registry)));
        meters.rows().record(rows);
        meters.padding().record(1 - (double) tokens / ((long) rows * longest));
    }

    @Override
    public void memory(String device, long held, long budget) {
        DeviceMeters meters = devices.computeIfAbsent(device, this::meters);
        meters.held().set(held);
        meters.budget().set(budget);
    }

    private DeviceMeters meters(String device) {
        DeviceMeters meters = new DeviceMeters(new AtomicLong(), new AtomicLong());
        Tags tags = Tags.of("device", device);
        gauge(Signal.MODEL_MEMORY, tags, meters.held()::get);
        gauge(Signal.MODEL_MEMORY_BUDGET, tags, meters.budget()::get);
        gauge(Signal.DEVICE_MEMORY_USED, tags, () -> memory.apply(device).used());
        gauge(Signal.DEVICE_MEMORY_TOTAL, tags, () -> memory.apply(device).total());
        return meters;
    }

    private AtomicLong bytes(ModelRef model) {
        Tags tags = Tags.of(
                "model",
                id(model),
                "device",
                String.valueOf(model.device()),
                "precision",
                String.valueOf(model.precision()));
        return bytes.computeIfAbsent(tags, own -> {
            AtomicLong value = new AtomicLong();
            gauge(Signal.MODEL_BYTES, own, value::get);
            return value;
        });
    }

    private void gauge(Signal signal, Tags tags, Supplier<Number> value) {
        Gauge.builder(signal.signalName(), value)
                .tags(tags)
                .baseUnit(BaseUnits.BYTES)
                .strongReference(true)
                .register(registry);
    }

    private static String id(ModelRef model) {
        return model.name() + "@" + model.version();
    }
}
