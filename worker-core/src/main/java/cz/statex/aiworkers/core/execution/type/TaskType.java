package cz.statex.aiworkers.core.execution.type;

import cz.statex.aiworkers.core.execution.intake.Faults;
import cz.statex.aiworkers.core.execution.intake.UnprocessableTaskException;
import cz.statex.aiworkers.core.task.BaseWorker;
import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import cz.statex.aiworkers.orchestrator.schema.SchemaGenerator;
import cz.statex.aiworkers.orchestrator.schema.SchemaValidator;
import cz.statex.aiworkers.orchestrator.schema.Violation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.node.ObjectNode;

/** One task type: its worker, and the way from the JSON of a task to the worker's records and back. Thread-safe. */
public final class TaskType {

    private final BaseWorker<?, ?> worker;
    private final ObjectNode inputSchema;
    private final ObjectNode outputSchema;
    private final SchemaValidator inputValidator;
    private final SchemaValidator outputValidator;
    private final ObjectReader inputReader;

    /** Generates and compiles the schemas of the worker's records. */
    public TaskType(BaseWorker<?, ?> worker) {
        this.worker = worker;
        this.inputSchema = SchemaGenerator.schemaOf(worker.inputType());
        this.outputSchema = SchemaGenerator.schemaOf(worker.outputType());
        this.inputValidator = SchemaValidator.of(inputSchema);
        this.outputValidator = SchemaValidator.of(outputSchema);
        this.inputReader = Wire.mapper().readerFor(worker.inputType());
    }

    /** Who does the work. */
    public BaseWorker<?, ?> worker() {
        return worker;
    }

    /** JSON Schema of {@code input_data} and {@code parameters} together. The tree is shared: do not change it. */
    public ObjectNode inputSchema() {
        return inputSchema;
    }

    /** JSON Schema of {@code output_data}. The tree is shared: do not change it. */
    public ObjectNode outputSchema() {
        return outputSchema;
    }

    /**
     * The fields of {@code input_data} and {@code parameters} as one object that is valid against the schema.
     *
     * @throws UnprocessableTaskException if it breaks the schema
     * @throws TaskFailure.Permanent if both have a field of the same name
     */
    public ObjectNode validInput(Task task) throws UnprocessableTaskException, TaskFailure.Permanent {
        ObjectNode merged = Wire.mapper().createObjectNode();
        putAll(merged, task.inputData());
        putAll(merged, task.parameters());
        List<Violation> violations = inputValidator.validate(merged);
        if (!violations.isEmpty()) {
            throw new UnprocessableTaskException(Faults.error(ErrorCode.INVALID_SCHEMA, violations), task);
        }
        return merged;
    }

    private static void putAll(ObjectNode merged, @Nullable ObjectNode fields) throws TaskFailure.Permanent {
        if (fields == null) {
            return;
        }
        for (var field : fields.properties()) {
            if (merged.replace(field.getKey(), field.getValue()) != null) {
                String message = field.getKey() + " is in input_data and in parameters; name it once";
                throw new TaskFailure.Permanent(
                        new TaskError(ErrorCode.INVALID_INPUT, message, false, Map.of("field", field.getKey())));
            }
        }
    }

    /**
     * The worker's input record.
     *
     * @throws TaskFailure.Permanent if the record does not accept the values
     */
    public Record bind(ObjectNode validInput) throws TaskFailure.Permanent {
        try {
            return inputReader.readValue(validInput);
        } catch (JacksonException e) {
            String field = Faults.path(e);
            throw new TaskFailure.Permanent(new TaskError(
                    ErrorCode.INVALID_INPUT, field + " is not accepted by the worker", false, Map.of("field", field)));
        }
    }

    /** The model that answers {@code input}, if one does. */
    public Optional<ModelRef> model(Record input) throws TaskFailure {
        return model(worker, input);
    }

    private static <I extends Record> Optional<ModelRef> model(BaseWorker<I, ?> worker, Record input)
            throws TaskFailure {
        return worker.modelOf(worker.inputType().cast(input));
    }

    /** Does the work; whatever the worker throws comes out as it is. */
    public Record process(Record input, TaskContext context) throws Exception {
        return process(worker, input, context);
    }

    private static <I extends Record, O extends Record> O process(
            BaseWorker<I, O> worker, Record input, TaskContext context) throws Exception {
        return worker.run(worker.inputType().cast(input), context);
    }

    /**
     * The output as JSON that is valid against the schema.
     *
     * @throws TaskFailure.Permanent with {@code internal} if the worker returned something else
     */
    public ObjectNode validOutput(@Nullable Record output) throws TaskFailure.Permanent {
        if (output == null) {
            throw new TaskFailure.Permanent(ErrorCode.INTERNAL, "the worker returned no output");
        }
        ObjectNode json = Wire.mapper().valueToTree(output);
        List<Violation> violations = outputValidator.validate(json);
        if (!violations.isEmpty()) {
            TaskError fault = Faults.error(ErrorCode.INTERNAL, violations);
            throw new TaskFailure.Permanent(new TaskError(
                    fault.code(), "the worker's output breaks its schema: " + fault.message(), false, fault.detail()));
        }
        return json;
    }

    /** Whether an output that was stored earlier, perhaps by another version, is valid now. */
    public boolean isValidOutput(ObjectNode output) {
        return outputValidator.validate(output).isEmpty();
    }
}
