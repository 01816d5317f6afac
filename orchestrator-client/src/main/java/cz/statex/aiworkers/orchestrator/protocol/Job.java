package cz.statex.aiworkers.orchestrator.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A set of tasks that is complete as a whole. Its end is decided once, in the transaction that ends its deciding task,
 * and announced once as {@code job.completed}.
 *
 * @param id the {@code job_id} of its tasks
 * @param policy when it is complete
 * @param status where it stands
 * @param total how many tasks belong to it
 * @param succeeded how many ended with an output
 * @param failed how many failed or expired
 * @param cancelled how many were cancelled
 * @param createdAt when it was announced
 * @param completedAt when it was decided, null before
 */
public record Job(
        @NotNull UUID id,
        @NotNull Policy policy,
        @NotNull Status status,
        @Min(1) int total,
        int succeeded,
        int failed,
        int cancelled,
        @Nullable Instant createdAt,
        @Nullable Instant completedAt) {

    /** When a job is complete. */
    public enum Policy {
        /** Succeeds when every task succeeded; fails with the first task that ends otherwise. */
        ALL,
        /** Succeeds with the first task that succeeds; fails when none did. */
        ANY,
        /** Completes when every task ended; succeeds if at least one did. */
        BEST_EFFORT;

        /** The form on the wire, for example {@code best_effort}. */
        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Reads the wire form; throws {@link IllegalArgumentException} for a name that is none. */
        @JsonCreator
        public static Policy ofWireName(String wireName) {
            return valueOf(wireName.toUpperCase(Locale.ROOT));
        }
    }

    /** Where a job stands. */
    public enum Status {
        /** Not decided yet. */
        RUNNING,
        /** Decided: its policy is met. */
        SUCCEEDED,
        /** Decided: its policy can no longer be met. */
        FAILED;

        /** The form on the wire, for example {@code running}. */
        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Reads the wire form; throws {@link IllegalArgumentException} for a name that is none. */
        @JsonCreator
        public static Status ofWireName(String wireName) {
            return valueOf(wireName.toUpperCase(Locale.ROOT));
        }
    }

    /** A new job of {@code total} tasks, as it is announced to the fleet. */
    public static Job announced(UUID id, Policy policy, int total) {
        return new Job(id, policy, Status.RUNNING, total, 0, 0, 0, null, null);
    }

    /** How many tasks have ended. */
    public int ended() {
        return succeeded + failed + cancelled;
    }

    /** What the policy decides for the present counts; {@link Status#RUNNING} while nothing is decided. */
    public Status decide() {
        return switch (policy) {
            case ALL -> failed + cancelled > 0 ? Status.FAILED : succeeded >= total ? Status.SUCCEEDED : Status.RUNNING;
            case ANY -> succeeded > 0 ? Status.SUCCEEDED : ended() >= total ? Status.FAILED : Status.RUNNING;
            case BEST_EFFORT -> ended() < total ? Status.RUNNING : succeeded > 0 ? Status.SUCCEEDED : Status.FAILED;
        };
    }
}
