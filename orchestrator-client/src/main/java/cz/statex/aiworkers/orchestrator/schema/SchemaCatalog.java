package cz.statex.aiworkers.orchestrator.schema;

import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/**
 * The schemas that are kept as files on the class path, {@code schemas/v1/<type>.input.json} and {@code
 * .output.json}. Read once; the trees are shared, so treat them as immutable. Thread-safe.
 */
public final class SchemaCatalog {

    private static final String FOLDER = "schemas/v1/";

    /** Only such names become part of a path. */
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*");

    private static final ConcurrentMap<String, Optional<ObjectNode>> FILES = new ConcurrentHashMap<>();

    private SchemaCatalog() {}

    /** The schema of a task as submitted. */
    public static ObjectNode envelope() {
        return file("task").orElseThrow(() -> new IllegalStateException(FOLDER + "task.json is not on the class path"));
    }

    /** The schemas of a task type; empty for one that is not kept here, such as a custom type: its worker has them. */
    public static Optional<TypeSchemas> find(String taskType) {
        return file(taskType + ".input")
                .flatMap(input -> file(taskType + ".output").map(output -> new TypeSchemas(input, output)));
    }

    private static Optional<ObjectNode> file(String name) {
        // Names that are not names are not remembered: they may come from anyone and be without number.
        Optional<ObjectNode> known = FILES.get(name);
        if (known != null) {
            return known;
        }
        Optional<ObjectNode> read = NAME.matcher(name).matches() ? read(FOLDER + name + ".json") : Optional.empty();
        read.ifPresent(schema -> FILES.put(name, read));
        return read;
    }

    private static Optional<ObjectNode> read(String path) {
        try (InputStream file = SchemaCatalog.class.getClassLoader().getResourceAsStream(path)) {
            return file == null
                    ? Optional.empty()
                    : Optional.of((ObjectNode) Wire.mapper().readTree(file));
        } catch (IOException e) {
            throw new UncheckedIOException("class path file " + path + " cannot be read", e);
        }
    }
}
