package cz.statex.aiworkers.text.provider;

import cz.statex.aiworkers.orchestrator.protocol.Wire;
import cz.statex.aiworkers.orchestrator.schema.SchemaGenerator;
import cz.statex.aiworkers.orchestrator.schema.SchemaValidator;
import cz.statex.aiworkers.orchestrator.schema.Violation;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads answers as records, by the schemas that results are checked with. Thread-safe. */
final class AnswerReader {

    private final ConcurrentMap<Class<?>, Form> forms = new ConcurrentHashMap<>();

    /** The schema of a record. */
    private record Form(String schema, SchemaValidator validator) {}

    /**
     * What came of reading.
     *
     * @param value the answer; null if it is of no use
     * @param fault why it is of no use: names fields, never repeats the answer
     */
    record Read<T>(@Nullable T value, String fault) {}

    /** The schema of {@code type}, as JSON. */
    String schema(Class<?> type) {
        return form(type).schema();
    }

    /** Reads the JSON object in {@code text}: models like to wrap it in words. */
    <T extends Record> Read<T> read(@Nullable String text, Class<T> type) {
        int from = text == null ? -1 : text.indexOf('{');
        int to = text == null ? -1 : text.lastIndexOf('}');
        if (text == null || from < 0 || to < from) {
            return new Read<>(null, "it holds no JSON object");
        }
        try {
            JsonNode answer = Wire.mapper().readTree(text.substring(from, to + 1));
            List<Violation> violations = form(type).validator().validate(answer);
            if (!violations.isEmpty()) {
                String field = violations.get(0).field();
                return new Read<>(null, field.isEmpty() ? "a field is missing" : field + " breaks its schema");
            }
            return new Read<>(Wire.mapper().treeToValue(answer, type), "");
        } catch (JacksonException e) {
            return new Read<>(null, "it is no valid JSON");
        }
    }

    private Form form(Class<?> type) {
        return forms.computeIfAbsent(type, key -> {
            ObjectNode schema = SchemaGenerator.schemaOf(key);
            return new Form(Wire.mapper().writeValueAsString(schema), SchemaValidator.of(schema));
        });
    }
}
