package cz.statex.aiworkers.core.testing.contract;

import cz.statex.aiworkers.core.execution.Delivery;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A delivery that remembers how it was settled. Thread-safe. */
public final class RecordedDelivery implements Delivery {

    /** How a delivery was settled. */
    public enum Fate {
        /** Not yet. */
        PENDING,
        ACKED,
        HANDED_BACK
    }

    private final byte[] body;
    private final String queueTaskType;
    private final Priority priority;
    private final Map<String, String> headers;
    private final @Nullable String replyTo;
    private Fate fate = Fate.PENDING;

    private RecordedDelivery(
            byte[] body,
            String queueTaskType,
            Priority priority,
            Map<String, String> headers,
            @Nullable String replyTo) {
        this.body = body;
        this.queueTaskType = queueTaskType;
        this.priority = priority;
        this.headers = headers;
        this.replyTo = replyTo;
    }

    /** A message with this task, from its own queue. */
    public static RecordedDelivery of(Task task) {
        return new RecordedDelivery(Wire.encode(task), task.taskType(), task.priorityOrDefault(), Map.of(), null);
    }

    /** A message with this body. */
    public static RecordedDelivery of(byte[] body, String queueTaskType) {
        return new RecordedDelivery(body, queueTaskType, Priority.NORMAL, Map.of(), null);
    }

    /** The same message with these headers. */
    public RecordedDelivery withHeaders(Map<String, String> values) {
        return new RecordedDelivery(body, queueTaskType, priority, values, replyTo);
    }

    /** The same message with a reply-to property. */
    public RecordedDelivery withReplyTo(String queue) {
        return new RecordedDelivery(body, queueTaskType, priority, headers, queue);
    }

    /** How it was settled. */
    public synchronized Fate fate() {
        return fate;
    }

    @Override
    public byte[] body() {
        return body;
    }

    @Override
    public Map<String, String> headers() {
        return headers;
    }

    @Override
    public String queueTaskType() {
        return queueTaskType;
    }

    @Override
    public Priority priority() {
        return priority;
    }

    @Override
    public @Nullable String replyTo() {
        return replyTo;
    }

    @Override
    public String correlationId() {
        return "correlation-1";
    }

    @Override
    public void ack() {
        settle(Fate.ACKED);
    }

    @Override
    public void handBack() {
        settle(Fate.HANDED_BACK);
    }

    private synchronized void settle(Fate first) {
        fate = fate == Fate.PENDING ? first : fate;
    }
}
