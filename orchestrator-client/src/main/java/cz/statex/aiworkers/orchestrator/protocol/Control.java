package cz.statex.aiworkers.orchestrator.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.validation.constraints.NotNull;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An order to running workers, published on {@link Topology#CONTROL_EXCHANGE} with routing key {@code all} or
 * {@code worker.<id>}.
 *
 * @param command what to do
 * @param taskId the task to cancel, with {@link Command#CANCEL}
 * @param taskType with {@link Command#PAUSE} and {@link Command#RESUME}: the type that is paused or resumed for all workers,
 *     as {@link Query#QUEUE_PAUSE} announces it once the store has it; null means this worker, until it is resumed or ends
 * @param argument the level, with {@link Command#LOG_LEVEL} ({@code logger=LEVEL}); the model, by
 *     name or {@code name@version}, with {@link Command#RELOAD_MODEL}
 */
public record Control(
        @NotNull Command command, @Nullable UUID taskId, @Nullable String taskType, @Nullable String argument) {

    /** What a worker can be told. */
    public enum Command {
        /** Stop working on a task, if it runs here. */
        CANCEL,
        /** Take no more tasks, finish the running ones, stop the process. */
        DRAIN,
        /** Take no more tasks, of one type or of any, until told to resume. */
        PAUSE,
        /** Take tasks again. */
        RESUME,
        /** Load the model anew and drain the old copy. */
        RELOAD_MODEL,
        /** Change the level of a logger. */
        LOG_LEVEL;

        /** The form on the wire, for example {@code log_level}. */
        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Reads the wire form; throws {@link IllegalArgumentException} for a name that is none. */
        @JsonCreator
        public static Command ofWireName(String wireName) {
            return valueOf(wireName.toUpperCase(Locale.ROOT));
        }
    }

    /** Cancel one task. */
    public static Control cancel(UUID taskId) {
        return new Control(Command.CANCEL, taskId, null, null);
    }
}
