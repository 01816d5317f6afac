package cz.statex.aiworkers.core.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import cz.statex.aiworkers.core.execution.attempt.AttemptContext;
import cz.statex.aiworkers.core.execution.intake.UnprocessableTaskException;
import cz.statex.aiworkers.core.execution.type.TaskType;
import cz.statex.aiworkers.core.task.BaseWorker;
import cz.statex.aiworkers.core.task.TaskStoppedException;
import cz.statex.aiworkers.core.task.TaskStoppedException.Reason;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import cz.statex.aiworkers.orchestrator.schema.SchemaValidator;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What every worker does. Extend it, name the worker and one valid input, and override what applies:
 *
 * <pre>{@code
 * class WordCountWorkerTest extends BaseWorkerContract {
 *     @Override
 *     protected BaseWorker<?, ?> worker() {
 *         return new WordCountWorker();
 *     }
 *
 *     @Override
 *     protected String validInput() {
 *         return "{\"text\": \"three short words\"}";
 *     }
 * }
 * }</pre>
 *
 * A worker that is expensive to make may be the same one for every test.
 */
public abstract class BaseWorkerContract {

    private static final int THREADS = 4;

    @TempDir
    Path scratchRoot;

    /** The worker under test. */
    protected abstract BaseWorker<?, ?> worker();

    /** JSON of an input, parameters included, that the worker accepts. */
    protected abstract String validInput();

    /** JSON of an input that breaks the schema; by default one without any field. */
    protected String invalidInput() {
        return "{}";
    }

    /** Whether the work on {@link #validInput()} is long enough to reach a checkpoint. */
    protected boolean reachesACheckpoint() {
        return false;
    }

    @Test
    final void describesItsRecordsByUsableSchemas() {
        TaskType type = new TaskType(worker());
        assertThat(type.inputSchema().get("properties"))
                .as("fields of the input")
                .isNotEmpty();
        assertThat(type.outputSchema().get("properties"))
                .as("fields of the output")
                .isNotEmpty();
    }

    @Test
    final void answersAValidInputWithAValidOutput() throws Exception {
        assertThat(process(new TaskType(worker()))).isNotNull();
    }

    @Test
    final void answersTheExamplesOfItsSchema() throws Exception {
        TaskType type = new TaskType(worker());
        for (JsonNode example : type.inputSchema().path("examples")) {
            assertThat(process(type, example.toString()))
                    .as("what is answered to %s", example)
                    .isNotNull();
        }
        SchemaValidator output = SchemaValidator.of(type.outputSchema());
        for (JsonNode example : type.outputSchema().path("examples")) {
            assertThat(output.validate(example)).as("faults of %s", example).isEmpty();
        }
    }

    @Test
    final void refusesAnInvalidInput() {
        TaskType type = new TaskType(worker());
        Assumptions.assumeTrue(
                !invalidInput().equals("{}") || type.inputSchema().has("required"));
        assertThatThrownBy(() -> type.validInput(task(invalidInput()))).isInstanceOf(UnprocessableTaskException.class);
    }

    @Test
    final void servesSeveralThreadsAtOnce() throws Exception {
        TaskType type = new TaskType(worker());
        ObjectNode alone = process(type);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<ObjectNode>> work = new ArrayList<>();
            for (int i = 0; i < 2 * THREADS; i++) {
                work.add(() -> process(type));
            }
            for (Future<ObjectNode> together : threads.invokeAll(work, 5, TimeUnit.MINUTES)) {
                ObjectNode output = together.get();
                if (type.worker().cacheable()) {
                    assertThat(output)
                            .as("a cacheable worker's outputs are equal")
                            .isEqualTo(alone);
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    final void stopsWhenToldTo() {
        Assumptions.assumeTrue(reachesACheckpoint(), "the work is too short to be stopped");
        TaskType type = new TaskType(worker());
        try (AttemptContext context = context()) {
            context.stop(Reason.CANCELLED);
            Throwable outcome =
                    catchThrowable(() -> type.process(type.bind(type.validInput(task(validInput()))), context));
            assertThat(outcome).isInstanceOf(TaskStoppedException.class);
        }
    }

    private ObjectNode process(TaskType type) throws Exception {
        return process(type, validInput());
    }

    private ObjectNode process(TaskType type, String json) throws Exception {
        try (AttemptContext context = context()) {
            Record input = type.bind(type.validInput(task(json)));
            return type.validOutput(type.process(input, context));
        }
    }

    private AttemptContext context() {
        return new AttemptContext(
                UUID.randomUUID(), 1, Priority.NORMAL, Duration.ofMinutes(5), scratchRoot, Clock.systemUTC());
    }

    private Task task(String input) {
        return Task.builder(UUID.randomUUID(), worker().taskType())
                .inputData((ObjectNode) Wire.mapper().readTree(input))
                .build();
    }
}
