package cz.statex.aiworkers.core.execution;

import static cz.statex.aiworkers.core.execution.PipelineFixture.aTask;
import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.core.observation.TaskTelemetry;
import cz.statex.aiworkers.core.registry.Outbox;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.core.testing.contract.RecordedDelivery;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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

    @Test
    void staysOneTraceHoweverOftenTheTaskComesBack() {
        PipelineFixture fixture = new PipelineFixture(scratchRoot, telemetry);
        fixture.work = (input, context) -> {
            if (context.attempt() < 3) {
                throw new TaskFailure.Retryable(ErrorCode.DEPENDENCY_UNAVAILABLE, "not yet", null);
            }
            return new PipelineFixture.Output("at last");
        };
        Span submission =
                openTelemetry.getTracer("orchestrator").spanBuilder("submit").startSpan();
        Task task = aTask().notBefore(fixture.clock.instant().plusSeconds(60)).build();
        RecordedDelivery message = RecordedDelivery.of(task).withHeaders(headersOf(submission));
        submission.end();

        fixture.run(message);
        relayUntilAnswered(fixture);

        String trace = submission.getSpanContext().getTraceId();
        List<SpanData> spans = exporter.getFinishedSpanItems();
        assertThat(spans).extracting(SpanData::getTraceId).containsOnly(trace);
        assertThat(spans)
                .filteredOn(span -> span.getName().equals("process test.echo"))
                .as("parked, failed, failed, succeeded")
                .hasSize(4)
                .extracting(SpanData::getParentSpanId)
                .containsOnly(submission.getSpanContext().getSpanId());
        assertThat(fixture.onlyResult().status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(fixture.publisher.results().get(0).headers().get("traceparent"))
                .contains(trace);
    }

    @Test
    void beginsOneTraceForATaskThatCameWithoutOne() {
        PipelineFixture fixture = new PipelineFixture(scratchRoot, telemetry);
        fixture.work = (input, context) -> {
            if (context.attempt() == 1) {
                throw new TaskFailure.Retryable(ErrorCode.DEPENDENCY_UNAVAILABLE, "not yet", null);
            }
            return new PipelineFixture.Output("at last");
        };
        fixture.run(aTask().build());
        relayUntilAnswered(fixture);
        List<SpanData> spans = exporter.getFinishedSpanItems();
        assertThat(spans)
                .filteredOn(span -> span.getName().equals("process test.echo"))
                .hasSize(2);
        assertThat(spans)
                .extracting(SpanData::getTraceId)
                .containsOnly(spans.get(0).getTraceId());
    }

    /** What the relay and the broker do between two attempts: out of the store and back into the pipeline. */
    private void relayUntilAnswered(PipelineFixture fixture) {
        while (fixture.publisher.results().isEmpty()) {
            fixture.clock.advance(Duration.ofMinutes(2));
            List<RecordedDelivery> again = new ArrayList<>();
            int relayed = fixture.store.dispatch(10, (tasks, results, jobs) -> {
                for (Outbox.Owed owed : tasks) {
                    try (TaskObserver.Scope trace = telemetry.resume(owed.traceparent())) {
                        assertThat(trace).isNotNull();
                        again.add(RecordedDelivery.of(owed.task()).withHeaders(telemetry.traceHeaders()));
                    }
                }
            });
            assertThat(relayed).isOne();
            again.forEach(fixture::run);
        }
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
