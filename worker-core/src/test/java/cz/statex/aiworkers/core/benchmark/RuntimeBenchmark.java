package cz.statex.aiworkers.core.benchmark;

import cz.statex.aiworkers.core.execution.FailurePolicy;
import cz.statex.aiworkers.core.execution.RunningTasks;
import cz.statex.aiworkers.core.execution.TaskPipeline;
import cz.statex.aiworkers.core.execution.attempt.Backoff;
import cz.statex.aiworkers.core.execution.intake.TaskFingerprint;
import cz.statex.aiworkers.core.execution.intake.TaskReader;
import cz.statex.aiworkers.core.execution.intake.UnprocessableTaskException;
import cz.statex.aiworkers.core.execution.type.TaskType;
import cz.statex.aiworkers.core.execution.type.TaskTypes;
import cz.statex.aiworkers.core.observation.TaskTelemetry;
import cz.statex.aiworkers.core.task.BaseWorker;
import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.core.testing.contract.InMemoryResultCache;
import cz.statex.aiworkers.core.testing.contract.RecordedDelivery;
import cz.statex.aiworkers.core.testing.contract.RecordedDelivery.Fate;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import jakarta.validation.constraints.Size;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.databind.node.ObjectNode;

/** The runtime's own work on a task of 1 KB, store and broker left out: microseconds per call on one thread. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RuntimeBenchmark {

    private static final int INLINE_LIMIT = 256 * 1024;

    private final Task task = Task.builder(UUID.randomUUID(), "benchmark.noop")
            .input("text", "lorem ipsum ".repeat(80))
            .parameter("max_length", 100)
            .createdAt(Clock.systemUTC().instant())
            .build();
    private final byte[] message = Wire.encode(task);
    private final TaskReader reader = new TaskReader(INLINE_LIMIT);
    private final TaskType type = new TaskType(new Noop());
    private final TaskPipeline pipeline = pipeline();

    private static TaskPipeline pipeline() {
        ForgetfulStore store = new ForgetfulStore();
        SilentPublisher publisher = new SilentPublisher();
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofHours(1), new Random());
        return new TaskPipeline(
                new TaskPipeline.Settings(
                        "worker-a",
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(5),
                        Duration.ofHours(1),
                        Path.of("unused"),
                        INLINE_LIMIT),
                new TaskTypes(List.of(new Noop())),
                new TaskPipeline.Ports(
                        store,
                        publisher,
                        new InMemoryResultCache(),
                        new TaskTelemetry(new SimpleMeterRegistry(), OpenTelemetry.noop(), "worker-a")),
                new RunningTasks(store, publisher, Clock.systemUTC()),
                new FailurePolicy(backoff),
                new TaskPipeline.Host(() -> {}, error -> {}),
                Clock.systemUTC());
    }

    /** Decodes a message and checks its envelope. */
    @Benchmark
    public Task read() throws UnprocessableTaskException {
        return reader.read(message, "benchmark.noop", null);
    }

    /** Fingerprints a task. */
    @Benchmark
    public String fingerprint() {
        return TaskFingerprint.of(task);
    }

    /** Checks the input of a task against its schema. */
    @Benchmark
    public ObjectNode validate() throws UnprocessableTaskException, TaskFailure.Permanent {
        return type.validInput(task);
    }

    /** All seven steps. */
    @Benchmark
    public Fate runPipeline() {
        RecordedDelivery delivery = RecordedDelivery.of(message, "benchmark.noop");
        pipeline.run(delivery);
        return delivery.fate();
    }

    private static final class Noop extends BaseWorker<Noop.Input, Noop.Output> {
        record Input(@Size(min = 1, max = 100_000) String text, int maxLength) {}

        record Output(int length) {}

        Noop() {
            super("benchmark.noop", Input.class, Output.class);
        }

        @Override
        protected Output process(Input input, TaskContext context) {
            return new Output(input.text().length());
        }
    }
}
