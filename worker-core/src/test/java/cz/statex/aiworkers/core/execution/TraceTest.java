package cz.statex.aiworkers.core.execution;

import static cz.statex.aiworkers.core.execution.PipelineFixture.aTask;
import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.core.observation.TaskTelemetry;
import cz.statex.aiworkers.core.testing.contract.RecordedDelivery;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceTest {

    @TempDir
    Path scratchRoot;

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final OpenTelemetrySdk openTelemetry = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .build();
    private final TaskTelemetry telemetry = new TaskTelemetry(new SimpleMeterRegistry(), openTelemetry, "worker-a");

    @AfterEach
    void close() {
        openTelemetry.close();
    }

    @Test
    void oneTraceLeadsFromTheSubmissionThroughAllStepsToTheResult() {
        PipelineFixture fixture = new PipelineFixture(scratchRoot, telemetry);
        Span submission =
                openTelemetry.getTracer("orchestrator").spanBuilder("submit").startSpan();
        RecordedDelivery message = RecordedDelivery.of(aTask().build()).withHeaders(headersOf(submission));
        submission.end();

        fixture.run(message);

        List<SpanData> spans = exporter.getFinishedSpanItems();
        String trace = submission.getSpanContext().getTraceId();
        SpanData process = named(spans, "process test.echo");
        assertThat(spans).extracting(SpanData::getTraceId).containsOnly(trace);
        assertThat(process.getParentSpanId())
                .isEqualTo(submission.getSpanContext().getSpanId());
        assertThat(spans)
                .filteredOn(span -> span.getParentSpanId().equals(process.getSpanId()))
                .extracting(SpanData::getName)
                .containsExactly(
                        "reception",
                        "validation",
                        "preprocessing",
                        "processing",
                        "postprocessing",
                        "submission",
                        "cleanup");
        assertThat(fixture.publisher.results().get(0).headers().get("traceparent"))
                .startsWith("00-" + trace + "-" + named(spans, "submission").getSpanId());
    }

    private Map<String, String> headersOf(Span span) {
        try (Scope scope = span.makeCurrent()) {
            assertThat(scope).isNotNull();
            return telemetry.traceHeaders();
        }
    }

    private static SpanData named(List<SpanData> spans, String name) {
        return spans.stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
