package cz.statex.aiworkers.core.execution;

import cz.statex.aiworkers.core.execution.TaskObserver.Observation;
import cz.statex.aiworkers.core.execution.TaskObserver.Outcome;
import cz.statex.aiworkers.core.execution.TaskObserver.Scope;
import cz.statex.aiworkers.core.execution.TaskObserver.Stage;
import cz.statex.aiworkers.core.execution.attempt.AttemptContext;
import cz.statex.aiworkers.core.execution.attempt.ScrubbedTrace;
import cz.statex.aiworkers.core.execution.intake.TaskFingerprint;
import cz.statex.aiworkers.core.execution.intake.TaskReader;
import cz.statex.aiworkers.core.execution.intake.UnprocessableTaskException;
import cz.statex.aiworkers.core.execution.type.TaskType;
import cz.statex.aiworkers.core.execution.type.TaskTypes;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.core.task.TaskStoppedException;
import cz.statex.aiworkers.core.task.TaskStoppedException.Reason;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What happens to one delivery, from its reception to its cleanup, on the calling thread. Nothing is acknowledged before
 * the store has the outcome and the broker has the result. Thread-safe: every slot runs it.
 */
public final class TaskPipeline {

    private static final Logger log = LoggerFactory.getLogger(TaskPipeline.class);

    private final Settings settings;
    private final TaskTypes types;
    private final Ports ports;
    private final RunningTasks running;
    private final FailurePolicy failures;
    private final Host host;
    private final Clock clock;
    private final TaskReader reader;
    private final Submission submission;

    /**
     * What differs between deployments.
     *
     * @param workerId unique name of this process
     * @param lease how long a claimed attempt is safe from other workers without a heartbeat
     * @param defaultTimeLimit of an attempt whose task names none
     * @param maxTimeLimit of any attempt
     * @param scratchRoot where scratch directories are made
     * @param maxInlineBytes the most that input and parameters of one task may take as JSON
     */
    public record Settings(
            String workerId,
            Duration lease,
            Duration defaultTimeLimit,
            Duration maxTimeLimit,
            Path scratchRoot,
            int maxInlineBytes) {}

    /** The world outside, as the pipeline sees it. */
    public record Ports(TaskStore store, ResultPublisher publisher, ResultCache cache, TaskObserver observer) {}

    /**
     * Whom to tell about what concerns the whole process; both must return at once and may be told repeatedly.
     *
     * @param storeUnavailable the store is away: take no more deliveries until it is back
     * @param fatal an {@link Error} came out of a task: this process can no longer be trusted
     */
    public record Host(Runnable storeUnavailable, Consumer<Throwable> fatal) {}

    /** Assembles the path; starts nothing. */
    public TaskPipeline(
            Settings settings,
            TaskTypes types,
            Ports ports,
            RunningTasks running,
            FailurePolicy failures,
            Host host,
            Clock clock) {
        this.settings = settings;
        this.types = types;
        this.ports = ports;
        this.running = running;
        this.failures = failures;
        this.host = host;
        this.clock = clock;
        this.reader = new TaskReader(settings.maxInlineBytes());
        this.submission =
                new Submission(ports.store(), ports.publisher(), host.storeUnavailable(), settings.lease(), clock);
    }

    /** Works on one delivery and settles it, or hands it back. Never throws. */
    public void run(Delivery delivery) {
        Observation observation = ports.observer().begin(delivery.queueTaskType(), delivery.headers());
        try {
            perform(delivery, new Steps(observation));
        } catch (StoreUnavailableException e) {
            log.warn("The store is away; a delivery of {} is handed back and comes again", delivery.queueTaskType());
            host.storeUnavailable().run();
            giveUp(delivery, observation);
        } catch (ResultPublisher.PublishFailedException e) {
            log.warn("{}; a delivery of {} is handed back and comes again", e.getMessage(), delivery.queueTaskType());
            giveUp(delivery, observation);
        } catch (RuntimeException e) {
            log.error(
                    "A delivery of {} is handed back, because ending it failed:\n{}",
                    delivery.queueTaskType(),
                    ScrubbedTrace.of(e));
            giveUp(delivery, observation);
        } catch (Error e) {
            log.error(
                    "A delivery of {} broke this process; it is handed back and the worker stops",
                    delivery.queueTaskType(),
                    e);
            giveUp(delivery, observation);
            host.fatal().accept(e);
        } finally {
            observation.close();
        }
    }

    /** The seven steps. */
    private void perform(Delivery delivery, Steps steps) {
        Optional<Attempt> granted = steps.take(Stage.RECEPTION, () -> receive(delivery, steps));
        if (granted.isEmpty()) {
            return;
        }
        Attempt attempt = granted.get();
        AttemptContext context = begin(attempt);
        try {
            try {
                TaskType type = typeOf(attempt.task());
                ObjectNode values = steps.take(Stage.VALIDATION, () -> type.validInput(attempt.task()));
                Record input = steps.take(Stage.PREPROCESSING, () -> type.bind(values));
                Answer answer = steps.take(Stage.PROCESSING, () -> process(type, input, context, steps));
                ResultCache.Entry result = steps.take(Stage.POSTPROCESSING, () -> complete(type, answer));
                steps.end = Optional.of(new Settlement.Succeeded(
                        result.output(), result.model(), steps.timings(), answer.cached != null));
            } catch (Throwable failure) {
                steps.end = explain(attempt, context, failure, steps);
            }
            steps.run(
                    Stage.SUBMISSION,
                    () -> steps.observation.outcome(submission.submit(delivery, attempt, context, steps.end)));
        } finally {
            steps.run(Stage.CLEANUP, () -> cleanUp(context));
        }
        if (steps.fatal != null) {
            host.fatal().accept(steps.fatal);
        }
    }

    private Optional<Attempt> receive(Delivery delivery, Steps steps) {
        Task task;
        try {
            task = reader.read(delivery.body(), delivery.queueTaskType(), delivery.replyTo());
        } catch (UnprocessableTaskException e) {
            steps.observation.failed(e.error());
            steps.observation.outcome(
                    submission.refuse(delivery, e.task().orElse(null), e.error(), steps.observation.origin()));
            return Optional.empty();
        }
        steps.observation.task(task, 0);
        steps.fingerprint = TaskFingerprint.of(task);
        Claim claim;
        try {
            claim = ports.store()
                    .claim(task, steps.fingerprint, steps.observation.origin(), settings.workerId(), settings.lease());
        } catch (StoreUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            claim = poisoned(task, e);
        }
        if (claim instanceof Claim.Granted granted) {
            steps.granted(granted.attempt());
            return Optional.of(granted.attempt());
        }
        steps.observation.outcome(answer(delivery, task, claim, steps.observation.origin()));
        return Optional.empty();
    }

    /** The store is there but chokes on this very task: without this the message would come again for ever. */
    private static Claim poisoned(Task task, RuntimeException e) {
        log.error(
                "The store refuses task {}; its message is kept as a dead letter:\n{}", task.id(), ScrubbedTrace.of(e));
        return new Claim.Rejected(TaskError.of(
                ErrorCode.INTERNAL, "the store cannot hold this task; its message is kept as a dead letter"));
    }

    private Outcome answer(Delivery delivery, Task task, Claim claim, @Nullable String traceparent) {
        if (claim instanceof Claim.Finished finished) {
            return submission.repeat(delivery, finished.task());
        }
        if (claim instanceof Claim.Rejected rejected) {
            Task named = task.toBuilder().inputData(null).parameters(null).build();
            return submission.refuse(delivery, named, rejected.error(), traceparent);
        }
        return submission.leave(delivery);
    }

    private AttemptContext begin(Attempt attempt) {
        Integer seconds = attempt.task().timeoutSeconds();
        Duration limit = seconds == null ? settings.defaultTimeLimit() : Duration.ofSeconds(seconds);
        if (limit.compareTo(settings.maxTimeLimit()) > 0) {
            limit = settings.maxTimeLimit();
        }
        AttemptContext context = new AttemptContext(
                attempt.taskId(),
                attempt.number(),
                attempt.task().priorityOrDefault(),
                limit,
                settings.scratchRoot(),
                clock);
        running.begin(attempt, context);
        return context;
    }

    private TaskType typeOf(Task task) throws UnprocessableTaskException {
        return types.find(task.taskType())
                .orElseThrow(() -> new UnprocessableTaskException(
                        TaskError.of(ErrorCode.UNKNOWN_TASK_TYPE, "this worker does not serve the task type"), task));
    }

    private Answer process(TaskType type, Record input, AttemptContext context, Steps steps) throws Exception {
        context.checkpoint();
        Optional<ModelRef> model = type.model(input);
        String key = type.worker().cacheable() ? TaskFingerprint.cacheKey(steps.fingerprint, model) : null;
        if (key != null) {
            Optional<ResultCache.Entry> hit =
                    ports.cache().find(key).filter(entry -> type.isValidOutput(entry.output()));
            steps.observation.cache(hit.isPresent());
            if (hit.isPresent()) {
                return new Answer(null, hit.get(), null, model);
            }
        }
        context.enterWork();
        Record output;
        try {
            output = type.process(input, context);
        } finally {
            context.leaveWork();
        }
        Reason stopped = context.stopReason();
        if (stopped != null && stopped != Reason.DRAIN) {
            throw new TaskStoppedException(stopped);
        }
        return new Answer(output, null, key, model);
    }

    private ResultCache.Entry complete(TaskType type, Answer answer) throws TaskFailure.Permanent {
        if (answer.cached != null) {
            return answer.cached;
        }
        ObjectNode output = type.validOutput(answer.output);
        ResultCache.Entry entry = new ResultCache.Entry(output, answer.model.orElse(null));
        if (answer.cacheKey != null) {
            ports.cache().store(answer.cacheKey, entry);
        }
        return entry;
    }

    private Optional<Settlement> explain(Attempt attempt, AttemptContext context, Throwable failure, Steps steps) {
        Optional<Settlement> end = failures.settle(attempt, failure, context.stopReason());
        TaskError error = null;
        if (end.orElse(null) instanceof Settlement.Failed failed) {
            error = failed.error();
            log.warn("Task {} failed in attempt {}: {}", attempt.taskId(), attempt.number(), error.message());
        } else if (end.orElse(null) instanceof Settlement.Retry retry) {
            error = retry.error();
            log.info(
                    "Task {} failed in attempt {}: {}; next in {}",
                    attempt.taskId(),
                    attempt.number(),
                    error.message(),
                    retry.delay());
        }
        if (error != null) {
            steps.observation.failed(error);
            if (!(failure instanceof UnprocessableTaskException)) {
                log.debug("Task {} failed with:\n{}", attempt.taskId(), ScrubbedTrace.of(failure));
            }
        }
        // A stack overflow is the input's fault, deeply nested as it may be: the process is as sound as before.
        if (failure instanceof Error fatal && !(failure instanceof StackOverflowError)) {
            steps.fatal = fatal;
        }
        return end;
    }

    private void cleanUp(AttemptContext context) {
        running.end(context);
        context.close();
    }

    private static void giveUp(Delivery delivery, Observation observation) {
        observation.outcome(Outcome.UNSETTLED);
        try {
            delivery.handBack();
        } catch (RuntimeException e) {
            log.warn("The delivery could not be handed back; the broker does so when the connection ends", e);
        }
    }

    /** What the processing step found: the worker's output, or a stored one. */
    private record Answer(
            @Nullable Record output,
            ResultCache.@Nullable Entry cached,
            @Nullable String cacheKey,
            Optional<ModelRef> model) {}

    /** One step of the seven; {@code X} is what it may throw. */
    private interface Step<T, X extends Exception> {
        T take() throws X;
    }

    /** What is known of one delivery on its way through the steps. */
    private static final class Steps {
        private final Observation observation;
        private final Map<Stage, Long> nanos = new EnumMap<>(Stage.class);
        private String fingerprint = "";
        private Duration queued = Duration.ZERO;
        private Optional<Settlement> end = Optional.empty();
        private @Nullable Error fatal;

        private Steps(Observation observation) {
            this.observation = observation;
        }

        private <T, X extends Exception> T take(Stage stage, Step<T, X> step) throws X {
            long start = System.nanoTime();
            Scope scope = observation.stage(stage);
            try {
                return step.take();
            } finally {
                scope.close();
                nanos.put(stage, System.nanoTime() - start);
            }
        }

        private void run(Stage stage, Runnable step) {
            take(stage, () -> {
                step.run();
                return stage;
            });
        }

        private void granted(Attempt attempt) {
            observation.task(attempt.task(), attempt.number());
            Instant submitted = attempt.task().createdAt();
            if (submitted != null && submitted.isBefore(attempt.startedAt())) {
                queued = Duration.between(submitted, attempt.startedAt());
            }
            observation.queued(queued);
        }

        private Task.Timings timings() {
            return new Task.Timings(
                    queued.toNanos() / 1e6,
                    millis(Stage.VALIDATION) + millis(Stage.PREPROCESSING),
                    millis(Stage.PROCESSING),
                    millis(Stage.POSTPROCESSING));
        }

        private double millis(Stage stage) {
            return nanos.getOrDefault(stage, 0L) / 1e6;
        }
    }
}
