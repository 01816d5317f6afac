package cz.statex.aiworkers.orchestrator.client;

import cz.statex.aiworkers.orchestrator.client.link.Outgoing;
import cz.statex.aiworkers.orchestrator.client.link.PublishException;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.Topology;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Checks a task, completes it and publishes it within a producer span. Thread-safe. */
final class Submitter {

    private final TaskCheck check = new TaskCheck();
    private final Sender sender;
    private final Topology topology;
    private final Clock clock;
    private final Tracer tracer;

    Submitter(Sender sender, Topology topology, Clock clock, OpenTelemetry openTelemetry) {
        this.sender = sender;
        this.topology = topology;
        this.clock = clock;
        this.tracer = openTelemetry.getTracer("cz.statex.aiworkers.client");
    }

    /**
     * Throws if the task cannot be submitted.
     *
     * @throws AiWorkersException.InvalidTask naming every fault
     */
    void check(Task task) {
        check.check(task);
    }

    /**
     * Publishes a checked task.
     *
     * @param answered whether its result shall come to this client
     * @return completes when confirmed; fails with an {@link AiWorkersException}
     */
    CompletableFuture<Void> submit(Task task, boolean answered) {
        Task dated = task.createdAt() == null
                ? task.toBuilder().createdAt(clock.instant()).build()
                : task;
        Span span = span(task);
        Context trace = Context.current().with(span);
        return sender.send(replyQueue -> message(dated, answered ? replyQueue : null, trace))
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(known(failure, task)))
                .whenComplete((sent, failure) -> {
                    if (failure != null) {
                        span.setStatus(StatusCode.ERROR, failure.getClass().getSimpleName());
                    }
                    span.end();
                });
    }

    private Outgoing message(Task task, @Nullable String replyQueue, Context trace) {
        // Once in the message and once in the task, since a stored task outlives its message. A submitter's own reply
        // queue gets the result instead; the client then finds it by asking.
        String replyTo = task.replyTo() == null ? replyQueue : task.replyTo();
        return new Outgoing(
                topology.taskExchange(),
                Topology.taskRoutingKey(task.taskType(), task.priorityOrDefault()),
                task.id().toString(),
                replyTo,
                true,
                trace,
                task.toBuilder().replyTo(replyTo).build());
    }

    private Span span(Task task) {
        return tracer.spanBuilder("publish " + task.taskType())
                .setSpanKind(SpanKind.PRODUCER)
                .setAttribute("messaging.system", "rabbitmq")
                .setAttribute("messaging.operation.type", "send")
                .setAttribute("messaging.destination.name", topology.taskExchange())
                .setAttribute("messaging.message.id", task.id().toString())
                .setAttribute("aiw.task.type", task.taskType())
                .startSpan();
    }

    private static AiWorkersException known(Throwable failure, Task task) {
        return Waits.cause(failure) instanceof PublishException.Unroutable
                ? new AiWorkersException.UnknownTaskType(task.taskType())
                : Waits.known(failure, "the submission of task " + task.id());
    }
}
