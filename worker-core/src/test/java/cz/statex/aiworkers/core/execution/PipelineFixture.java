package cz.statex.aiworkers.core.execution;

import cz.statex.aiworkers.core.execution.attempt.Backoff;
import cz.statex.aiworkers.core.execution.type.TaskTypes;
import cz.statex.aiworkers.core.task.BaseWorker;
import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.core.testing.contract.InMemoryResultCache;
import cz.statex.aiworkers.core.testing.contract.InMemoryTaskStore;
import cz.statex.aiworkers.core.testing.contract.ManualClock;
import cz.statex.aiworkers.core.testing.contract.RecordedDelivery;
import cz.statex.aiworkers.core.testing.contract.RecordingPublisher;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Size;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A pipeline between in-memory adapters, with one worker whose work each test decides. */
final class PipelineFixture {

    static final String TYPE = "test.echo";
    static final Duration LEASE = Duration.ofSeconds(30);

    final ManualClock clock = new ManualClock();
    final InMemoryTaskStore store = new InMemoryTaskStore(clock);
    final RecordingPublisher publisher;
    final InMemoryResultCache cache = new InMemoryResultCache();
    final RunningTasks running;
    final AtomicInteger storeUnavailable = new AtomicInteger();
    final List<Throwable> fatal = new ArrayList<>();
    final AtomicInteger runs = new AtomicInteger();
    final TaskPipeline pipeline;

    Work work = (input, context) -> new Output(input.text);
    boolean cacheable;
    String modelVersion = "1";

    @Nullable
    String chosenModel;

    PipelineFixture(Path scratchRoot) {
        this(scratchRoot, TaskObserver.NONE);
    }

    PipelineFixture(Path scratchRoot, TaskObserver observer) {
        publisher = new RecordingPublisher(observer::traceHeaders);
        running = new RunningTasks(store, publisher, clock);
        pipeline = new TaskPipeline(
                new TaskPipeline.Settings(
                        "worker-a", LEASE, Duration.ofMinutes(5), Duration.ofMinutes(10), scratchRoot, 256 * 1024),
                new TaskTypes(List.of(new Echo())),
                new TaskPipeline.Ports(store, publisher, cache, observer),
                running,
                new FailurePolicy(
                        new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofHours(1), new Random(1))),
                new TaskPipeline.Host(this::noticeOutage, fatal::add),
                clock);
    }

    private void noticeOutage() {
        storeUnavailable.incrementAndGet();
        clock.advance(Duration.ofSeconds(10));
    }

    static Task.Builder aTask() {
        return Task.builder(UUID.randomUUID(), TYPE).input("text", "hello");
    }

    RecordedDelivery run(Task task) {
        return run(RecordedDelivery.of(task));
    }

    RecordedDelivery run(RecordedDelivery delivery) {
        pipeline.run(delivery);
        return delivery;
    }

    Task stored(Task task) {
        return store.find(task.id()).orElseThrow();
    }

    Task onlyResult() {
        if (publisher.results().size() != 1) {
            throw new AssertionError("expected one result, not " + publisher.results());
        }
        return publisher.results().get(0).task();
    }

    /** What the worker does. */
    interface Work {
        @Nullable
        Output process(Input input, TaskContext context) throws Exception;
    }

    record Input(@Size(max = 300_000) String text, @Max(9) @Nullable Integer depth) {
        Input {
            Hooks.bound();
        }
    }

    record Output(@Size(max = 400_000) String text) {
        @Override
        public String text() {
            Hooks.encoded();
            return text;
        }
    }

    /** Lets a test act in the middle of the preprocessing and postprocessing steps. */
    static final class Hooks {
        private static final ThreadLocal<@Nullable Runnable> BOUND = new ThreadLocal<>();
        private static final ThreadLocal<@Nullable Runnable> ENCODED = new ThreadLocal<>();

        private Hooks() {}

        static void whenBound(Runnable action) {
            BOUND.set(action);
        }

        static void whenEncoded(Runnable action) {
            ENCODED.set(action);
        }

        private static void bound() {
            run(BOUND);
        }

        private static void encoded() {
            run(ENCODED);
        }

        private static void run(ThreadLocal<@Nullable Runnable> hook) {
            Runnable action = hook.get();
            hook.remove();
            if (action != null) {
                action.run();
            }
        }
    }

    private final class Echo extends BaseWorker<Input, Output> {
        Echo() {
            super(TYPE, Input.class, Output.class);
        }

        @Override
        @SuppressWarnings("NullAway") // A test breaks the worker's promise not to return null.
        protected Output process(Input input, TaskContext context) throws Exception {
            runs.incrementAndGet();
            return work.process(input, context);
        }

        @Override
        public boolean cacheable() {
            return cacheable;
        }

        @Override
        public Optional<ModelRef> model() {
            return Optional.of(new ModelRef("echo", modelVersion, "cpu", "fp32"));
        }

        @Override
        protected Optional<ModelRef> model(Input input) {
            return chosenModel == null ? model() : Optional.of(new ModelRef(chosenModel, "1", "cpu", "fp32"));
        }
    }
}
