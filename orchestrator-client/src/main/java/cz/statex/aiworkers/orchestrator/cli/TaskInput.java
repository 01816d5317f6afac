package cz.statex.aiworkers.orchestrator.cli;

import cz.statex.aiworkers.orchestrator.cli.terminal.Spans;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import cz.statex.aiworkers.orchestrator.schema.SchemaCatalog;
import cz.statex.aiworkers.orchestrator.schema.TypeSchemas;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** The options that make up {@code input_data} and {@code parameters}. A mixin. */
final class TaskInput {

    private static final Path STANDARD_INPUT = Path.of("-");

    @Option(
            names = {"-i", "--input"},
            paramLabel = "NAME=VALUE",
            description = "A field of the input. The value is text, or JSON where the field is none.")
    private final Map<String, String> fields = new LinkedHashMap<>();

    @Option(
            names = {"-p", "--param"},
            paramLabel = "NAME=VALUE",
            description = "A parameter; values like those of --input.")
    private final Map<String, String> parameters = new LinkedHashMap<>();

    @Option(names = "--input-file", paramLabel = "FILE", description = "The whole input as a JSON file; - is stdin.")
    private @Nullable Path inputFile;

    @Option(names = "--text-file", paramLabel = "FILE", description = "The input field 'text' as a file; - is stdin.")
    private @Nullable Path textFile;

    @Option(names = "--json-input", paramLabel = "JSON", description = "The whole input as JSON.")
    private @Nullable String jsonInput;

    /** What the options say together; a single field wins over whole inputs. */
    ObjectNode data(String taskType) {
        ObjectNode data = Wire.mapper().createObjectNode();
        if (inputFile != null) {
            data.setAll(object(read(inputFile), inputFile.toString()));
        }
        if (jsonInput != null) {
            data.setAll(object(jsonInput, "--json-input"));
        }
        if (textFile != null) {
            data.put("text", read(textFile));
        }
        fields.forEach((name, value) -> data.set(name, value(taskType, name, value)));
        return data;
    }

    @Nullable
    ObjectNode parameters(String taskType) {
        if (parameters.isEmpty()) {
            return null;
        }
        ObjectNode node = Wire.mapper().createObjectNode();
        parameters.forEach((name, value) -> node.set(name, value(taskType, name, value)));
        return node;
    }

    /** A point in time, given as such or as a duration from now. */
    static Instant time(String text, Instant now) {
        try {
            return Wire.parseTime(text);
        } catch (DateTimeException e) {
            try {
                return now.plus(Spans.parse(text));
            } catch (IllegalArgumentException neither) {
                throw new IllegalArgumentException(
                        "'" + text + "' is no time; write 2026-03-01T12:00:00Z, or 10m for ten minutes from now", e);
            }
        }
    }

    /** Text stays text where the schema says so, even if it looks like a number; else JSON, if it is JSON. */
    private static JsonNode value(String taskType, String name, String value) {
        JsonNode types = SchemaCatalog.find(taskType)
                .map(TypeSchemas::input)
                .map(schema -> schema.path("properties").path(name).path("type"))
                .orElse(null);
        if (types != null && types.toString().contains("\"string\"")) {
            return StringNode.valueOf(value);
        }
        try {
            JsonNode parsed = Wire.mapper().readTree(value);
            return parsed.isMissingNode() ? StringNode.valueOf(value) : parsed;
        } catch (JacksonException e) {
            return StringNode.valueOf(value);
        }
    }

    private static ObjectNode object(String json, String where) {
        try {
            if (Wire.mapper().readTree(json) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException(where + " is no JSON: " + e.getOriginalMessage(), e);
        }
        throw new IllegalArgumentException(where + " must hold a JSON object");
    }

    private static String read(Path file) {
        try {
            return file.equals(STANDARD_INPUT)
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no file " + file, e);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + " is no UTF-8 text", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
