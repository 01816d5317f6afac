package cz.statex.aiworkers.core.execution.intake;

import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import cz.statex.aiworkers.orchestrator.schema.SchemaCatalog;
import cz.statex.aiworkers.orchestrator.schema.SchemaValidator;
import cz.statex.aiworkers.orchestrator.schema.Violation;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a task from the body of a message, as strictly as its schema and no stricter: what a submission does not say (a
 * status, an output) is ignored. Thread-safe.
 */
public final class TaskReader {

    /** What a submission says; the other fields of a task are the fleet's to fill. */
    private static final Set<String> SUBMITTED = Set.of(
            "id",
            "job_id",
            "task_type",
            "input_data",
            "parameters",
            "created_at",
            "max_retries",
            "priority",
            "idempotency_key",
            "not_before",
            "expires_at",
            "timeout_seconds",
            "reply_to");

    private final SchemaValidator envelope = SchemaValidator.of(SchemaCatalog.envelope());
    private final int maxInlineBytes;

    /** Refuses tasks whose input and parameters together take more than {@code maxInlineBytes} as JSON. */
    public TaskReader(int maxInlineBytes) {
        this.maxInlineBytes = maxInlineBytes;
    }

    /**
     * Reads one message.
     *
     * @param body of the message
     * @param queueTaskType the type of the queue it came from: names the task if the body does not
     * @param replyTo the message's own reply-to property: used if the body has none
     * @throws UnprocessableTaskException if it is no task
     */
    public Task read(byte[] body, String queueTaskType, @Nullable String replyTo) throws UnprocessableTaskException {
        ObjectNode message = parse(body);
        message.retain(SUBMITTED);
        message.removeIf(JsonNode::isNull);
        if (replyTo != null && !message.has("reply_to")) {
            message.put("reply_to", replyTo);
        }
        List<Violation> violations = envelope.validate(message);
        if (!violations.isEmpty()) {
            throw refuse(violations, message, queueTaskType);
        }
        TaskError fault = InlineInput.check(message, body.length > maxInlineBytes ? maxInlineBytes : Integer.MAX_VALUE);
        if (fault != null) {
            throw new UnprocessableTaskException(fault, recover(message, queueTaskType));
        }
        try {
            return Wire.mapper().treeToValue(message, Task.class);
        } catch (JacksonException e) {
            TaskError error = TaskError.of(ErrorCode.INVALID_SCHEMA, "the task cannot be read at " + Faults.path(e));
            throw new UnprocessableTaskException(error, recover(message, queueTaskType));
        }
    }

    private static ObjectNode parse(byte[] body) throws UnprocessableTaskException {
        JsonNode message;
        try {
            message = Wire.mapper().readTree(body);
        } catch (StreamConstraintsException e) {
            throw undecodable(
                    "nested deeper than " + Wire.MAX_DEPTH + " levels, or a text or number is far too long", e);
        } catch (JacksonException e) {
            throw undecodable("not JSON in UTF-8", e);
        }
        if (message instanceof ObjectNode object) {
            return object;
        }
        throw new UnprocessableTaskException(
                TaskError.of(ErrorCode.UNDECODABLE_MESSAGE, "the message is no JSON object"), null);
    }

    /** Jackson's own words are left out: they quote the input. */
    private static UnprocessableTaskException undecodable(String what, JacksonException cause) {
        TokenStreamLocation place = cause.getLocation();
        String where = place == null ? "" : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")";
        return new UnprocessableTaskException(
                TaskError.of(ErrorCode.UNDECODABLE_MESSAGE, "the message is " + what + where), null);
    }

    private static UnprocessableTaskException refuse(
            List<Violation> violations, ObjectNode message, String queueTaskType) {
        boolean incomplete = !message.has("id") || !message.has("task_type");
        ErrorCode code = incomplete ? ErrorCode.UNDECODABLE_MESSAGE : ErrorCode.INVALID_SCHEMA;
        return new UnprocessableTaskException(Faults.error(code, violations), recover(message, queueTaskType));
    }

    /** Whom to answer about a message that is refused; null if its id cannot be read. */
    private static @Nullable Task recover(ObjectNode message, String queueTaskType) {
        UUID id = uuid(message, "id");
        if (id == null) {
            return null;
        }
        String type = text(message, "task_type", 128);
        return Task.builder(id, type == null ? queueTaskType : type)
                .jobId(uuid(message, "job_id"))
                .replyTo(text(message, "reply_to", 255))
                .build();
    }

    private static @Nullable UUID uuid(ObjectNode message, String name) {
        String text = text(message, name, 36);
        try {
            return text == null ? null : UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable String text(ObjectNode message, String name, int maxLength) {
        JsonNode value = message.get(name);
        return value != null
                        && value.isString()
                        && !value.stringValue().isEmpty()
                        && value.stringValue().length() <= maxLength
                ? value.stringValue()
                : null;
    }
}
