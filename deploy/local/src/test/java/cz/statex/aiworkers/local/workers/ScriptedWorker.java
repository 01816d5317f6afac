package cz.statex.aiworkers.local.workers;

import cz.statex.aiworkers.core.task.BaseWorker;
import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Does what its input says. */
public final class ScriptedWorker extends BaseWorker<ScriptedWorker.Input, ScriptedWorker.Output> {

    /** The type that it serves. */
    public static final String TASK_TYPE = "test.scripted";

    /**
     * The script.
     *
     * @param text comes back
     * @param millis how long to work, in steps that can be stopped
     * @param failures how many runs of this text fail before one succeeds
     * @param permanent whether a failure is permanent
     * @param halt whether the process ends as if killed
     */
    public record Input(
            String text,
            @Nullable @Min(0) @Max(600_000) Integer millis,
            @Nullable @Min(0) @Max(100) Integer failures,
            @Nullable Boolean permanent,
            @Nullable Boolean halt) {}

    /**
     * The answer.
     *
     * @param text as in the input
     * @param attempt that answered
     */
    public record Output(String text, int attempt) {}

    private final ConcurrentHashMap<String, Integer> runs = new ConcurrentHashMap<>();

    ScriptedWorker() {
        super(TASK_TYPE, Input.class, Output.class);
    }

    @Override
    protected Output process(Input input, TaskContext context) throws TaskFailure, InterruptedException {
        if (Boolean.TRUE.equals(input.halt())) {
            Runtime.getRuntime().halt(137);
        }
        work(input.millis() == null ? 0 : input.millis(), context);
        if (Boolean.TRUE.equals(input.permanent())) {
            throw new TaskFailure.Permanent(ErrorCode.INVALID_INPUT, "as the script says");
        }
        int run = runs.merge(input.text(), 1, Integer::sum);
        if (input.failures() != null && run <= input.failures()) {
            throw new TaskFailure.Retryable(ErrorCode.PROCESSING_FAILED, "as the script says", null);
        }
        return new Output(input.text(), context.attempt());
    }

    private static void work(int millis, TaskContext context) throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        context.onStop(stopped::countDown);
        long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        for (long left = millis; left > 0; left = (end - System.nanoTime()) / 1_000_000) {
            context.progress((int) (100 - 100 * left / millis), "working");
            if (stopped.await(Math.min(left, 50), TimeUnit.MILLISECONDS)) {
                context.checkpoint();
            }
        }
    }
}
