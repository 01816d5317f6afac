package cz.statex.aiworkers.core.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import cz.statex.aiworkers.core.execution.TaskObserver.Observation;
import cz.statex.aiworkers.core.execution.TaskObserver.Outcome;
import cz.statex.aiworkers.core.execution.TaskObserver.Scope;
import cz.statex.aiworkers.core.execution.TaskObserver.Stage;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.Topology;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class TaskTelemetryTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final Map<String, String> MESSAGE =
            Map.of(Topology.TRACEPARENT, "00-" + TRACE + "-b7ad6b7169203331-01");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final OpenTelemetrySdk openTelemetry = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .build();
    private final TaskTelemetry telemetry = new TaskTelemetry(registry, openTelemetry, "worker-a");

    @AfterEach
    void close() {
        openTelemetry.close();
    }

    @Test
    void countsAndTimesTasksByTypeAndOutcome() {
        end(Outcome.SUCCEEDED);
        end(Outcome.SUCCEEDED);
        end(Outcome.PARKED);
        assertThat(registry.counter("ai.worker.tasks", "type", "test.echo", "outcome", "succeeded")
                        .count())
                .isEqualTo(2);
        assertThat(registry.counter("ai.worker.tasks", "type", "test.echo", "outcome", "parked")
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("ai.worker.task.duration")
                        .tags("type", "test.echo", "outcome", "succeeded")
                        .timer()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void timesStagesAndTheWaitInTheQueue() {
        try (Observation observation = telemetry.begin("test.echo", Map.of())) {
            observation.stage(Stage.PROCESSING).close();
            observation.queued(Duration.ofMillis(1500));
            observation.outcome(Outcome.SUCCEEDED);
        }
        assertThat(registry.get("ai.worker.stage.duration")
                        .tag("stage", "processing")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("ai.worker.queue.wait").timer().totalTime(TimeUnit.MILLISECONDS))
                .isCloseTo(1500, within(0.1));
    }

    @Test
    void countsRetriesByCodeAndCacheRequestsByResult() {
        try (Observation observation = telemetry.begin("test.echo", Map.of())) {
            observation.cache(false);
            observation.failed(TaskError.of(ErrorCode.TIMEOUT, "too slow"));
            observation.outcome(Outcome.RETRYING);
        }
        assertThat(registry.get("ai.worker.retries")
                        .tag("code", "timeout")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("ai.cache.requests")
                        .tag("result", "miss")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void reportsWhatTheProcessHasDone() {
        assertThat(telemetry.performance().meanMs()).isZero();
        end(Outcome.SUCCEEDED);
        end(Outcome.FAILED);
        end(Outcome.RETRYING);
        end(Outcome.REPEATED);
        assertThat(telemetry.performance().succeeded()).isEqualTo(1);
        assertThat(telemetry.performance().failed()).isEqualTo(2);
        assertThat(telemetry.performance().meanMs()).isPositive();
    }

    @Test
    void continuesTheTraceOfTheMessage() {
        Task task = Task.builder(UUID.randomUUID(), "test.echo")
                .jobId(UUID.randomUUID())
                .build();
        try (Observation observation = telemetry.begin("test.echo", MESSAGE)) {
            observation.task(task, 2);
            observation.outcome(Outcome.SUCCEEDED);
        }
        SpanData span = spans.getFinishedSpanItems().get(0);
        assertThat(span.getName()).isEqualTo("process test.echo");
        assertThat(span.getKind()).isEqualTo(SpanKind.CONSUMER);
        assertThat(span.getTraceId()).isEqualTo(TRACE);
        assertThat(span.getParentSpanId()).isEqualTo("b7ad6b7169203331");
        assertThat(span.getAttributes().asMap().values())
                .contains(task.id().toString(), String.valueOf(task.jobId()), 2L, "succeeded");
    }

    @Test
    void prefersTheAgentsSpanToTheMessages() {
        Span agents = openTelemetry.getTracer("agent").spanBuilder("receive").startSpan();
        try (var scope = agents.makeCurrent()) {
            assertThat(scope).isNotNull();
            telemetry.begin("test.echo", MESSAGE).close();
        }
        agents.end();
        assertThat(spans.getFinishedSpanItems().get(0).getParentSpanId())
                .isEqualTo(agents.getSpanContext().getSpanId());
    }

    @Test
    void recordsAnErrorAsTheOrchestratorSeesIt() {
        try (Observation observation = telemetry.begin("test.echo", Map.of())) {
            observation.failed(TaskError.of(ErrorCode.INVALID_INPUT, "text is empty"));
            observation.outcome(Outcome.FAILED);
        }
        SpanData span = spans.getFinishedSpanItems().get(0);
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span.getEvents()).singleElement().satisfies(event -> assertThat(
                        event.getAttributes().asMap().values())
                .map(Object::toString)
                .containsExactlyInAnyOrder("invalid_input", "text is empty"));
    }

    @Test
    void givesTheHeadersOfTheStageThatPublishes() {
        assertThat(telemetry.traceHeaders()).isEmpty();
        try (Observation observation = telemetry.begin("test.echo", MESSAGE);
                Scope stage = observation.stage(Stage.SUBMISSION)) {
            assertThat(stage).isNotNull();
            assertThat(telemetry.traceHeaders().get(Topology.TRACEPARENT))
                    .startsWith("00-" + TRACE)
                    .contains(Span.current().getSpanContext().getSpanId());
        }
        assertThat(telemetry.traceHeaders()).isEmpty();
    }

    @Test
    void keepsTheTraceOfTheMessageForLaterAttempts() {
        try (Observation observation = telemetry.begin("test.echo", MESSAGE)) {
            assertThat(observation.origin()).isEqualTo(MESSAGE.get(Topology.TRACEPARENT));
        }
        try (Observation observation = telemetry.begin("test.echo", Map.of())) {
            assertThat(observation.origin())
                    .as("the trace that begins here")
                    .contains(Span.current().getSpanContext().getSpanId());
        }
    }

    @Test
    void continuesAStoredTraceWhileItsMessageIsPublished() {
        String stored = MESSAGE.get(Topology.TRACEPARENT);
        try (Scope resumed = telemetry.resume(stored)) {
            assertThat(resumed).isNotNull();
            assertThat(telemetry.traceHeaders()).containsExactlyEntriesOf(MESSAGE);
            try (Scope nothing = telemetry.resume(null)) {
                assertThat(nothing).isNotNull();
                assertThat(telemetry.traceHeaders()).containsExactlyEntriesOf(MESSAGE);
            }
        }
        assertThat(telemetry.traceHeaders()).isEmpty();
    }

    @Test
    void ignoresATraceThatIsNone() {
        try (Observation observation = telemetry.begin("test.echo", Map.of(Topology.TRACEPARENT, "00-\0-x"))) {
            assertThat(observation.origin()).doesNotContain("\0");
        }
        try (Scope resumed = telemetry.resume("none")) {
            assertThat(resumed).isNotNull();
            assertThat(telemetry.traceHeaders()).isEmpty();
        }
    }

    @Test
    void setsTheLogFieldsWhileATaskRuns() {
        Task task = Task.builder(UUID.randomUUID(), "test.echo")
                .jobId(UUID.randomUUID())
                .build();
        try (Observation observation = telemetry.begin("test.echo", MESSAGE)) {
            observation.task(task, 3);
            assertThat(MDC.get("task_id")).isEqualTo(task.id().toString());
            assertThat(MDC.get("job_id")).isEqualTo(String.valueOf(task.jobId()));
            assertThat(MDC.get("task_type")).isEqualTo("test.echo");
            assertThat(MDC.get("worker_id")).isEqualTo("worker-a");
            assertThat(MDC.get("attempt")).isEqualTo("3");
            assertThat(MDC.get("trace_id")).isEqualTo(TRACE);
            assertThat(MDC.get("span_id"))
                    .isEqualTo(Span.current().getSpanContext().getSpanId());
        }
        assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
    }

    @Test
    void worksWithoutTracing() {
        TaskTelemetry untraced = new TaskTelemetry(registry, OpenTelemetry.noop(), "worker-a");
        try (Observation observation = untraced.begin("test.echo", Map.of())) {
            assertThat(MDC.get("trace_id")).isNull();
            assertThat(untraced.traceHeaders()).isEmpty();
            assertThat(observation.origin()).isNull();
            observation.outcome(Outcome.SUCCEEDED);
        }
        try (Observation observation = untraced.begin("test.echo", MESSAGE)) {
            assertThat(observation.origin()).as("others may trace").isEqualTo(MESSAGE.get(Topology.TRACEPARENT));
        }
    }

    @Test
    void showsWhatTheProcessIsAskedFor() {
        RuntimeGauges gauges = new RuntimeGauges(registry);
        gauges.bind(Signal.SLOTS, () -> 5);
        gauges.count(Signal.REAPED, 3);
        assertThat(registry.get("ai.worker.slots").gauge().value()).isEqualTo(5);
        assertThat(registry.get("ai.worker.reaped").counter().count()).isEqualTo(3);
    }

    private void end(Outcome outcome) {
        try (Observation observation = telemetry.begin("test.echo", Map.of())) {
            observation.outcome(outcome);
        }
    }
}
