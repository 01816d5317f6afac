package cz.statex.aiworkers.orchestrator.client;

import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import cz.statex.aiworkers.orchestrator.schema.SchemaCatalog;
import cz.statex.aiworkers.orchestrator.schema.SchemaValidator;
import cz.statex.aiworkers.orchestrator.schema.TypeSchemas;
import cz.statex.aiworkers.orchestrator.schema.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Checks a task before anything is sent: its envelope, and its input if the schema of its type is known here. Workers
 * check again, so a type that is not known here is no fault. Thread-safe.
 */
final class TaskCheck {

    private static final String INPUT = "input_data";
    private static final String PARAMETERS = "parameters";

    private final SchemaValidator envelope = SchemaValidator.of(SchemaCatalog.envelope());
    private final ConcurrentMap<String, SchemaValidator> inputs = new ConcurrentHashMap<>();

    /**
     * Passes a valid task.
     *
     * @throws AiWorkersException.InvalidTask naming every fault
     */
    void check(Task task) {
        List<Violation> violations =
                new ArrayList<>(envelope.validate(Wire.mapper().valueToTree(task)));
        inputOf(task.taskType()).ifPresent(schema -> violations.addAll(checkInput(task, schema)));
        if (!violations.isEmpty()) {
            throw new AiWorkersException.InvalidTask(task.taskType(), violations);
        }
    }

    private Optional<SchemaValidator> inputOf(String taskType) {
        SchemaValidator known = inputs.get(taskType);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<SchemaValidator> found =
                SchemaCatalog.find(taskType).map(TypeSchemas::input).map(SchemaValidator::of);
        found.ifPresent(schema -> inputs.put(taskType, schema));
        return found;
    }

    /** The schema describes {@code input_data} and {@code parameters} as one object. */
    private static List<Violation> checkInput(Task task, SchemaValidator schema) {
        ObjectNode merged = Wire.mapper().createObjectNode();
        List<Violation> violations = new ArrayList<>();
        if (task.inputData() != null) {
            merged.setAll(task.inputData());
        }
        if (task.parameters() != null) {
            for (String name : task.parameters().propertyNames()) {
                if (merged.has(name)) {
                    violations.add(new Violation(PARAMETERS + "." + name, "is in input_data too", null, null));
                }
            }
            merged.setAll(task.parameters());
        }
        for (Violation violation : schema.validate(merged)) {
            violations.add(violation.under(holder(violation.field(), task.parameters())));
        }
        return violations;
    }

    private static String holder(String field, @Nullable ObjectNode parameters) {
        String name = field.split("[.\\[]", 2)[0];
        return parameters != null && parameters.has(name) ? PARAMETERS : INPUT;
    }
}
