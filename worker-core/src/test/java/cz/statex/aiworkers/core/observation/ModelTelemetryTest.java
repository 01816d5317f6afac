package cz.statex.aiworkers.core.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import cz.statex.aiworkers.core.execution.TaskObserver.Observation;
import cz.statex.aiworkers.core.execution.TaskObserver.Scope;
import cz.statex.aiworkers.core.execution.TaskObserver.Stage;
import cz.statex.aiworkers.core.model.ModelObserver.CloseReason;
import cz.statex.aiworkers.core.model.ModelObserver.Work;
import cz.statex.aiworkers.core.model.device.Devices;
import cz.statex.aiworkers.core.task.TaskStoppedException;
import cz.statex.aiworkers.core.task.TaskStoppedException.Reason;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModelTelemetryTest {

    private static final ModelRef REF = new ModelRef("tiny", "1", "cpu", "fp32");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final OpenTelemetrySdk openTelemetry = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .build();
    private final ModelTelemetry telemetry = new ModelTelemetry(
            registry, openTelemetry, device -> new Devices.Memory(device.equals("cpu") ? 7 : 8, 100));

    @AfterEach
    void close() {
        openTelemetry.close();
    }

    @Test
    void showsTheBytesOfModelsAsLongAsTheyAreInMemory() {
        telemetry.loaded(REF, 1000, Duration.ofSeconds(2));
        telemetry.loaded(REF, 1100, Duration.ofSeconds(2));
        assertThat(gauge("ai.model.bytes", "model", "tiny@1")).isEqualTo(2100);
        telemetry.closed(REF, 1000, CloseReason.REPLACED);
        telemetry.closed(REF, 1100, CloseReason.MEMORY);
        assertThat(gauge("ai.model.bytes", "model", "tiny@1")).isZero();
        assertThat(registry.get("ai.model.closed")
                        .tag("reason", "memory")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("ai.model.bytes")
                        .tags("device", "cpu", "precision", "fp32")
                        .gauge())
                .isNotNull();
    }

    @Test
    void showsTheMemoryOfDevices() {
        assertThat(gauge("ai.device.memory.used", "device", "cpu")).isEqualTo(7);
        assertThat(gauge("ai.device.memory.total", "device", "cpu")).isEqualTo(100);
        telemetry.memory("cuda:0", 30, 90);
        telemetry.memory("cuda:0", 40, 90);
        assertThat(gauge("ai.model.memory", "device", "cuda:0")).isEqualTo(40);
        assertThat(gauge("ai.model.memory.budget", "device", "cuda:0")).isEqualTo(90);
        assertThat(gauge("ai.device.memory.used", "device", "cuda:0")).isEqualTo(8);
    }

    @Test
    void timesInferenceByModelMethodAndOutcome() {
        Work answered = telemetry.inferring("tiny@1", "embed");
        answered.begun();
        answered.ended(null);
        telemetry.inferring("tiny@1", "embed").ended(new IllegalStateException());
        telemetry.inferring("tiny@1", "embed").ended(new InterruptedException());
        for (String outcome : new String[] {"succeeded", "failed", "cancelled"}) {
            assertThat(registry.get("ai.model.inference.duration")
                            .tags("model", "tiny@1", "method", "embed", "outcome", outcome)
                            .timer()
                            .count())
                    .as(outcome)
                    .isEqualTo(1);
        }
        assertThat(registry.get("ai.model.lane.wait").timer().count()).isEqualTo(1);
    }

    @Test
    void timesLoadsAndCountsFailuresAndReloads() {
        Work load = telemetry.loading("tiny@1");
        load.begun();
        load.ended(null);
        telemetry.failed("tiny@1", ErrorCode.MODEL_INVALID, new Throwable());
        telemetry.reloaded("tiny", null);
        telemetry.reloaded("tiny", new Throwable());
        telemetry.rebuilt("tiny@1", "model.onnx");
        telemetry.fetched("tiny@1", "model.onnx", "ab");
        telemetry.quarantined("tiny@1", "model.onnx", "other bytes");
        assertThat(registry.get("ai.model.load.duration")
                        .tag("outcome", "succeeded")
                        .timer()
                        .totalTime(TimeUnit.NANOSECONDS))
                .isPositive();
        assertThat(registry.counter("ai.model.failures", "model", "tiny@1", "code", "model_invalid")
                        .count())
                .isEqualTo(1);
        assertThat(registry.counter("ai.model.reloads", "outcome", "failed").count())
                .isEqualTo(1);
        assertThat(registry.counter("ai.model.reloads", "outcome", "succeeded").count())
                .isEqualTo(1);
        for (String event : new String[] {"rebuilt", "fetched", "quarantined"}) {
            assertThat(registry.counter("ai.model.files", "model", "tiny@1", "event", event)
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void showsHowFullBatchesAre() {
        telemetry.batched(REF, 4, 10, 30);
        telemetry.batched(REF, 2, 10, 20);
        assertThat(registry.get("ai.model.batch.rows")
                        .tag("model", "tiny@1")
                        .summary()
                        .mean())
                .isEqualTo(3);
        assertThat(registry.get("ai.model.batch.padding").summary().max()).isCloseTo(0.25, within(1e-9));
    }

    @Test
    void timesATasksStayInABatcher() {
        Work answered = telemetry.batching(REF, 3);
        answered.begun();
        answered.ended(null);
        telemetry.batching(REF, 3).ended(new TaskStoppedException(Reason.CANCELLED));
        for (String outcome : new String[] {"succeeded", "cancelled"}) {
            assertThat(registry.get("ai.model.batching.duration")
                            .tags("model", "tiny@1", "outcome", outcome)
                            .timer()
                            .count())
                    .as(outcome)
                    .isEqualTo(1);
        }
        assertThat(registry.get("ai.model.batching.wait").timer().count()).isEqualTo(1);
    }

    @Test
    void whatATaskWaitsForIsAChildOfItsStep() {
        TaskTelemetry tasks = new TaskTelemetry(registry, openTelemetry, "worker-a");
        try (Observation task = tasks.begin("test.echo", Map.of())) {
            Scope step = task.stage(Stage.PROCESSING);
            telemetry.loading("tiny@1").ended(null);
            telemetry.inferring("tiny@1", "embed").ended(new IllegalStateException("the input"));
            step.close();
        }
        SpanData processing = span("processing");
        SpanData load = span("model load");
        SpanData inference = span("inference");
        assertThat(load.getParentSpanId()).isEqualTo(processing.getSpanId());
        assertThat(load.getAttributes().get(AttributeKey.stringKey("ai.model"))).isEqualTo("tiny@1");
        assertThat(inference.getParentSpanId()).isEqualTo(processing.getSpanId());
        assertThat(inference.getAttributes().get(AttributeKey.stringKey("ai.model.method")))
                .isEqualTo("embed");
        assertThat(inference.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(inference.getStatus().getDescription()).isEqualTo("IllegalStateException");
    }

    @Test
    void theStayInABatcherIsASpanOfTheTaskAndNoInferenceOfItsOwn() {
        TaskTelemetry tasks = new TaskTelemetry(registry, openTelemetry, "worker-a");
        try (Observation task = tasks.begin("test.echo", Map.of())) {
            Scope step = task.stage(Stage.PROCESSING);
            telemetry.batching(REF, 3).ended(null);
            step.close();
        }
        assertThat(span("batching").getParentSpanId())
                .isEqualTo(span("processing").getSpanId());
        assertThat(registry.find("ai.model.inference.duration").timer()).isNull();
    }

    @Test
    void whatNobodyWaitsForHasNoSpan() {
        telemetry.loading("tiny@1").ended(null);
        telemetry.inferring("tiny@1", "embed").ended(null);
        assertThat(spans.getFinishedSpanItems()).isEmpty();
    }

    private double gauge(String name, String tag, String value) {
        return registry.get(name).tag(tag, value).gauge().value();
    }

    private SpanData span(String name) {
        return spans.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
