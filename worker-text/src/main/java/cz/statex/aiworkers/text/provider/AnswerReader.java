package cz.statex.aiworkers.text.provider;

import cz.statex.aiworkers.orchestrator.protocol.Wire;
import cz.statex.aiworkers.orchestrator.schema.SchemaGenerator;
import cz.statex.aiworkers.orchestrator.schema.SchemaValidator;
import cz.statex.aiworkers.orchestrator.schema.Violation;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.node.ObjectNode;

/** Reads answers as records, by the schemas that results are checked with. Thread-safe. */
final class AnswerReader {

    /** An answer has a few braces; of a text full of them no more are looked at, since each may be read to its end. */
    private static final int MAX_BRACES = 500;

    private final ConcurrentMap<Class<?>, Form> forms = new ConcurrentHashMap<>();
    private final ObjectReader values = Wire.mapper().reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** The schema of a record. */
    private record Form(String schema, SchemaValidator validator) {}

    /**
     * What came of reading.
     *
     * @param value the answer; null if it is of no use
     * @param fault why it is of no use: names fields, never repeats the answer
     */
    record Read<T>(@Nullable T value, String fault) {}

    /** A JSON object in a text, and how many characters it has. */
    private record Found(JsonNode object, int length) {}

    /** The schema of {@code type}, as JSON. */
    String schema(Class<?> type) {
        return form(type).schema();
    }

    /**
     * Reads the JSON object in {@code text}: models like to wrap it in words, and those that think aloud show drafts first.
     * Of several, the last one that is of use.
     */
    <T extends Record> Read<T> read(@Nullable String text, HostedQuestion<T> question) {
        Read<T> last = new Read<>(null, "it holds no JSON object");
        if (text == null) {
            return last;
        }
        int from = text.indexOf('{');
        for (int braces = 0; from >= 0 && braces < MAX_BRACES; braces++) {
            Found found = object(text.substring(from));
            Read<T> read = found == null ? new Read<>(null, "it is no valid JSON") : checked(found.object(), question);
            if (read.value() != null || (last.value() == null && (found != null || braces == 0))) {
                last = read;
            }
            from = text.indexOf('{', from + (found == null ? 1 : found.length()));
        }
        return last;
    }

    /** The object that {@code text} begins with; null if it begins with none. */
    private @Nullable Found object(String text) {
        try (JsonParser parser = Wire.mapper().createParser(text)) {
            JsonNode object = values.readTree(parser);
            return new Found(object, (int) parser.currentLocation().getCharOffset());
        } catch (JacksonException e) {
            return null;
        }
    }

    private <T extends Record> Read<T> checked(JsonNode answer, HostedQuestion<T> question) {
        List<Violation> violations = form(question.answer()).validator().validate(answer);
        if (!violations.isEmpty()) {
            String field = violations.get(0).field();
            return new Read<>(null, field.isEmpty() ? "a field is missing" : field + " breaks its schema");
        }
        try {
            T value = Wire.mapper().treeToValue(answer, question.answer());
            Optional<String> fault = question.fault().apply(value);
            return fault.isPresent() ? new Read<>(null, fault.get()) : new Read<>(value, "");
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
