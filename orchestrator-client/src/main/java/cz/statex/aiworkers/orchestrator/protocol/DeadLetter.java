package cz.statex.aiworkers.orchestrator.protocol;

import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task or message that waits for a person.
 *
 * @param id id of the dead letter itself
 * @param kind {@code dead} (attempts exhausted) or {@code unprocessable} (never a valid task)
 * @param taskId the task, where one could be read
 * @param taskType its type, where one could be read
 * @param error why it is here
 * @param attempts how many attempts it had
 * @param createdAt when it came here
 * @param replayedAt when it was last replayed, null if never
 * @param body the message as received; only in answers about this single dead letter
 */
public record DeadLetter(
        @NotNull UUID id,
        @NotNull String kind,
        @Nullable UUID taskId,
        @Nullable String taskType,
        @NotNull TaskError error,
        int attempts,
        @NotNull Instant createdAt,
        @Nullable Instant replayedAt,
        @Nullable String body) {

    /** Kind of a task whose attempts are exhausted. */
    public static final String DEAD = "dead";

    /** Kind of a message that never was a valid task. */
    public static final String UNPROCESSABLE = "unprocessable";
}
