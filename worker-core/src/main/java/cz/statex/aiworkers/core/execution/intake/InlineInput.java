package cz.statex.aiworkers.core.execution.intake;

import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks what no schema can say of the JSON in a task: its size, and that it can be written again as it was read. */
final class InlineInput {

    private static final String[] PARTS = {"input_data", "parameters"};

    private InlineInput() {}

    /** What is wrong with the input of a message; null if nothing is. */
    static @Nullable TaskError check(ObjectNode message, int maxBytes) {
        for (String part : PARTS) {
            JsonNode value = message.get(part);
            TaskError fault = value == null ? null : checkContent(value, part);
            if (fault != null) {
                return fault;
            }
        }
        return maxBytes == Integer.MAX_VALUE ? null : checkSize(message, maxBytes);
    }

    private static @Nullable TaskError checkContent(JsonNode value, String path) {
        if (value.isString()) {
            return checkText(value.stringValue(), path);
        }
        if (value.isFloatingPointNumber() && !Double.isFinite(value.doubleValue())) {
            return fault(path, "is beyond the range of numbers");
        }
        if (value.isObject()) {
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                TaskError fault = checkText(field.getKey(), path);
                fault = fault == null ? checkContent(field.getValue(), path + '.' + field.getKey()) : fault;
                if (fault != null) {
                    return fault;
                }
            }
        }
        if (value.isArray()) {
            for (JsonNode element : value) {
                TaskError fault = checkContent(element, path);
                if (fault != null) {
                    return fault;
                }
            }
        }
        return null;
    }

    private static @Nullable TaskError checkText(String text, String path) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return fault(path, "contains the character U+0000; remove it");
            }
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return fault(path, "contains half of a surrogate pair, which is no Unicode text");
                }
                i++;
            }
        }
        return null;
    }

    private static TaskError fault(String path, String what) {
        return new TaskError(ErrorCode.INVALID_INPUT, path + ' ' + what, false, Map.of("field", path));
    }

    private static @Nullable TaskError checkSize(ObjectNode message, int maxBytes) {
        long total = 0;
        int largest = 0;
        String largestField = PARTS[0];
        for (String part : PARTS) {
            JsonNode values = message.get(part);
            if (values == null) {
                continue;
            }
            for (Map.Entry<String, JsonNode> field : values.properties()) {
                int bytes = Wire.encode(field.getValue()).length;
                total += bytes;
                if (bytes > largest) {
                    largest = bytes;
                    largestField = part + '.' + field.getKey();
                }
            }
        }
        if (total <= maxBytes) {
            return null;
        }
        String advice = "the input is larger than may be sent inline; shorten " + largestField + " or send a reference";
        return TaskError.ofLimit(ErrorCode.INPUT_TOO_LARGE, advice, largestField, total, maxBytes);
    }
}
