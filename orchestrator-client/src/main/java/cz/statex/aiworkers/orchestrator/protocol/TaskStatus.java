package cz.statex.aiworkers.orchestrator.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a task stands. The wire form is the lower-case name. */
public enum TaskStatus {
    /** Published, or known to the store and waiting in its queue. */
    QUEUED,
    /** Waits in the store for its {@code not_before}. */
    SCHEDULED,
    /** A worker holds the lease and works on it. */
    RUNNING,
    /** An attempt failed; the next one waits in the store for its time. */
    RETRYING,
    /** Ended with an output. */
    SUCCEEDED,
    /** Ended with an error. */
    FAILED,
    /** A cancel was accepted, but the work has not stopped yet. */
    CANCELLING,
    /** Ended by a cancel: the work has really stopped. */
    CANCELLED,
    /** Its {@code expires_at} passed before work began. */
    EXPIRED;

    /** Whether the status never changes again (except by an operator's replay of a dead letter). */
    public boolean isTerminal() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED || this == EXPIRED;
    }

    /** The form on the wire and in routing keys, for example {@code succeeded}. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads the wire form; throws {@link IllegalArgumentException} for a name that is none. */
    @JsonCreator
    public static TaskStatus ofWireName(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
