package cz.statex.aiworkers.orchestrator.cli.terminal;

import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;

/** A task as people read it. */
public final class TaskText {

    private TaskText() {}

    /** All that is known of a task, its output last. */
    public static String of(Task task) {
        Table facts = new Table("", "", "")
                .row("task", task.id())
                .row("type", task.taskType())
                .row("status", status(task));
        add(facts, "job", task.jobId());
        add(facts, "worker", task.workerId());
        add(facts, "model", model(task.model()));
        add(facts, "time", time(task));
        add(facts, "same as", task.duplicateOf());
        if (task.error() != null) {
            // Not in the table: a message may be longer than a cell.
            return facts.render() + "\nerror   " + task.error().code().wireName() + ": "
                    + task.error().message();
        }
        return task.outputData() == null ? facts.render() : facts.render() + "\noutput\n" + pretty(task.outputData());
    }

    /** From submission to end, where both are known. */
    public static @Nullable Duration duration(Task task) {
        return task.createdAt() == null || task.completedAt() == null
                ? null
                : Duration.between(task.createdAt(), task.completedAt());
    }

    /** JSON over several lines. */
    public static String pretty(Object value) {
        return Wire.mapper().writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value);
    }

    private static String status(Task task) {
        StringBuilder text = new StringBuilder(task.statusOrDefault().wireName());
        if (task.attempt() != null && task.attempt() > 0) {
            text.append(" (attempt ")
                    .append(task.attempt())
                    .append(" of ")
                    .append(task.maxRetriesOrDefault() + 1)
                    .append(')');
        }
        if (task.progress() != null && !task.statusOrDefault().isTerminal()) {
            text.append(", ").append(task.progress().percent()).append(" %");
        }
        return Boolean.TRUE.equals(task.cached()) ? text + ", from the cache" : text.toString();
    }

    private static @Nullable String model(@Nullable ModelRef model) {
        if (model == null) {
            return null;
        }
        String place = model.device() == null ? "" : " on " + model.device();
        return model.name() + " " + model.version() + place
                + (model.precision() == null ? "" : " in " + model.precision());
    }

    private static @Nullable String time(Task task) {
        Duration duration = duration(task);
        if (duration == null) {
            return null;
        }
        Task.Timings timings = task.timings();
        return timings == null
                ? Spans.show(duration)
                : String.format(
                        Locale.ROOT,
                        "%s (queue %.0f ms, inference %.0f ms)",
                        Spans.show(duration),
                        timings.queueMs(),
                        timings.inferenceMs());
    }

    private static void add(Table facts, String name, @Nullable Object value) {
        if (value != null) {
            facts.row(name, value);
        }
    }
}
