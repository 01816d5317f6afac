package cz.statex.aiworkers.core.observation;

import cz.statex.aiworkers.orchestrator.protocol.Task;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.util.List;
import org.slf4j.MDC;

/** The fields that every log line of the current thread carries while it works on a delivery. Not thread-safe. */
final class LogFields implements AutoCloseable {

    private static final List<String> NAMES =
            List.of("task_id", "job_id", "task_type", "worker_id", "attempt", "trace_id", "span_id");

    LogFields(String taskType, String workerId, Span span) {
        MDC.put("task_type", taskType);
        MDC.put("worker_id", workerId);
        SpanContext context = span.getSpanContext();
        if (context.isValid()) {
            MDC.put("trace_id", context.getTraceId());
            MDC.put("span_id", context.getSpanId());
        }
    }

    void task(Task task, int attempt) {
        MDC.put("task_id", task.id().toString());
        if (task.jobId() != null) {
            MDC.put("job_id", task.jobId().toString());
        }
        if (attempt > 0) {
            MDC.put("attempt", Integer.toString(attempt));
        }
    }

    @Override
    public void close() {
        NAMES.forEach(MDC::remove);
    }
}
