package cz.statex.aiworkers.core.task;

import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Does the work of one task type. Extend it, make it a bean, and the fleet serves the type: queues, schemas, retries,
 * cancellation and metrics come with it.
 *
 * <p>The fields of a task's {@code input_data} and {@code parameters} together bind to the record {@code I}, by
 * snake_case name; the record {@code O} becomes {@code output_data}. Both give the JSON Schemas of the type; Jakarta
 * Validation annotations on their components become limits in them. A component without {@code @Nullable} is required.
 *
 * <p>Threading: one instance serves all slots, so {@link #process} runs on several threads at once and must not keep
 * state of a task in fields. Ownership: what {@code process} opens it closes, except the scratch directory, which the
 * context owns.
 *
 * @param <I> record of the input
 * @param <O> record of the output
 */
public abstract class BaseWorker<I extends Record, O extends Record> {

    private static final Pattern TASK_TYPE = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)+");

    private final String taskType;
    private final Class<I> inputType;
    private final Class<O> outputType;

    /**
     * Names the type that this worker serves.
     *
     * @param taskType dotted lower-case name, for example {@code custom.word_count}
     * @param inputType the record that inputs bind to
     * @param outputType the record that outputs come from
     * @throws IllegalArgumentException if the name is not dotted lower-case or ends like a priority class
     */
    protected BaseWorker(String taskType, Class<I> inputType, Class<O> outputType) {
        if (!TASK_TYPE.matcher(taskType).matches() || taskType.endsWith(".high") || taskType.endsWith(".low")) {
            throw new IllegalArgumentException("task type '" + taskType
                    + "' must be dotted lower-case words, such as custom.word_count, and not end in .high or .low");
        }
        this.taskType = taskType;
        this.inputType = inputType;
        this.outputType = outputType;
    }

    /**
     * Does the work.
     *
     * <p>Long work calls {@link TaskContext#checkpoint()} between its parts, so that cancellation, deadlines and drains
     * take effect.
     *
     * @param input what to work on; already valid against the schema
     * @param context the attempt it runs in
     * @return the output, never null
     * @throws TaskFailure to say how the failure is to be treated
     * @throws Exception any other failure: the task is retried
     */
    protected abstract O process(I input, TaskContext context) throws Exception;

    /** Runs {@link #process}; for the pipeline and for tests of workers. */
    public final O run(I input, TaskContext context) throws Exception {
        return process(input, context);
    }

    /**
     * Loads what the first task would otherwise wait for. Called once before the process reports ready; a failure makes
     * the start fail.
     */
    public void warmUp() throws Exception {}

    /** The model that answers unless a task chooses another, if one does. */
    public Optional<ModelRef> model() {
        return Optional.empty();
    }

    /**
     * The model that answers {@code input}, if one does: reported with the result, and part of the result cache's key. Overridden
     * by workers whose tasks choose among models; called before {@link #process}, also where a stored output answers then.
     *
     * @throws TaskFailure if the input names a model that it cannot have
     */
    protected Optional<ModelRef> model(I input) throws TaskFailure {
        return model();
    }

    /** Runs {@link #model(Record)}; for the pipeline and for tests of workers. */
    public final Optional<ModelRef> modelOf(I input) throws TaskFailure {
        return model(input);
    }

    /** Whether equal inputs give equal outputs, so that a stored output may answer. False unless overridden. */
    public boolean cacheable() {
        return false;
    }

    /** The task type this worker serves. */
    public final String taskType() {
        return taskType;
    }

    /** The record that inputs bind to. */
    public final Class<I> inputType() {
        return inputType;
    }

    /** The record that outputs come from. */
    public final Class<O> outputType() {
        return outputType;
    }
}
