package cz.statex.aiworkers.core.broker;

import com.rabbitmq.client.AMQP;
import cz.statex.aiworkers.core.broker.ConfirmedPublisher.Outgoing;
import cz.statex.aiworkers.core.registry.WorkerEvents;
import cz.statex.aiworkers.orchestrator.protocol.Control;
import cz.statex.aiworkers.orchestrator.protocol.Job;
import cz.statex.aiworkers.orchestrator.protocol.Query;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.Topology;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import cz.statex.aiworkers.orchestrator.protocol.WorkerInfo;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Writes the records of the contract as persistent JSON messages with their addresses. Thread-safe. */
final class OutgoingMessages {

    private static final String JSON = "application/json";
    private static final String DEFAULT_EXCHANGE = "";
    private static final int PERSISTENT = 2;

    private final Topology names;
    private final Supplier<Map<String, String>> traceHeaders;

    OutgoingMessages(Topology names, Supplier<Map<String, String>> traceHeaders) {
        this.names = names;
        this.traceHeaders = traceHeaders;
    }

    /** A task for the queue of its type and priority class; without a queue it comes back. */
    Outgoing task(Task task) {
        return new Outgoing(
                names.taskExchange(),
                Topology.taskRoutingKey(task.taskType(), task.priorityOrDefault()),
                true,
                properties(task.id().toString(), null).build(),
                Wire.encode(task));
    }

    /** The body of results and progress events: the task without its input, which its sender has and others need not see. */
    static byte[] body(Task task) {
        return Wire.encode(task.toBuilder().inputData(null).parameters(null).build());
    }

    /** A task's state for whoever listens to results. */
    Outgoing result(Task task, @Nullable String correlationId, byte[] body) {
        String key = Topology.resultRoutingKey(
                task.taskType(), task.statusOrDefault().wireName());
        return new Outgoing(Topology.RESULT_EXCHANGE, key, false, ofTask(task, correlationId), body);
    }

    /** A task's progress for whoever listens to results. */
    Outgoing progress(Task task, byte[] body) {
        String key = Topology.resultRoutingKey(task.taskType(), Topology.PROGRESS);
        return new Outgoing(Topology.RESULT_EXCHANGE, key, false, ofTask(task, null), body);
    }

    /** A task's state for its own reply queue; if that is gone it comes back. */
    Outgoing reply(String replyTo, Task task, @Nullable String correlationId, byte[] body) {
        return new Outgoing(DEFAULT_EXCHANGE, replyTo, true, ofTask(task, correlationId), body);
    }

    /** A decided job. */
    Outgoing job(Job job) {
        String id = job.id().toString();
        return new Outgoing(
                Topology.RESULT_EXCHANGE,
                Topology.JOB_COMPLETED,
                false,
                properties(id, id).build(),
                Wire.encode(job));
    }

    /** A copy of a message for the queue where a person finds it. */
    Outgoing deadLetter(byte[] body, @Nullable String taskType, TaskError error, boolean unprocessable) {
        Map<String, Object> headers = headers();
        headers.put(Topology.REASON_HEADER, error.code().wireName());
        headers.put(Topology.MESSAGE_HEADER, error.message());
        AMQP.BasicProperties properties =
                properties(idOf(body), null).headers(headers).type(taskType).build();
        String queue = unprocessable ? names.unprocessableQueue() : names.deadQueue();
        return new Outgoing(DEFAULT_EXCHANGE, queue, true, properties, body);
    }

    /** News of a worker. */
    Outgoing worker(WorkerEvents.Event event, WorkerInfo worker) {
        return new Outgoing(
                Topology.WORKER_EXCHANGE,
                "worker." + event.name().toLowerCase(Locale.ROOT),
                false,
                properties(null, null).build(),
                Wire.encode(worker));
    }

    /** An order to every worker. */
    Outgoing control(Control control) {
        return new Outgoing(
                Topology.CONTROL_EXCHANGE,
                Topology.CONTROL_ALL,
                false,
                properties(null, null).build(),
                Wire.encode(control));
    }

    /** The answer to a query. */
    Outgoing answer(String replyTo, @Nullable String correlationId, Query.Reply reply) {
        return new Outgoing(
                DEFAULT_EXCHANGE,
                replyTo,
                false,
                properties(null, correlationId).deliveryMode(1).build(),
                Wire.encode(reply));
    }

    private AMQP.BasicProperties ofTask(Task task, @Nullable String correlationId) {
        String id = task.id().toString();
        return properties(id, correlationId == null ? id : correlationId).build();
    }

    private AMQP.BasicProperties.Builder properties(@Nullable String messageId, @Nullable String correlationId) {
        return new AMQP.BasicProperties.Builder()
                .contentType(JSON)
                .deliveryMode(PERSISTENT)
                .messageId(messageId)
                .correlationId(correlationId)
                .headers(headers());
    }

    private Map<String, Object> headers() {
        return new HashMap<>(traceHeaders.get());
    }

    private static @Nullable String idOf(byte[] body) {
        try {
            return Wire.mapper().readTree(body).path("id").asString(null);
        } catch (JacksonException e) {
            // That it cannot be read may be the very reason why it is put aside.
            return null;
        }
    }
}
