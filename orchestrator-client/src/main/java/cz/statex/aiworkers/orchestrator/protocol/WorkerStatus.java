package cz.statex.aiworkers.orchestrator.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The state of one worker process. */
public enum WorkerStatus {
    /** Connecting, loading and warming models; takes no task yet. */
    STARTING,
    /** Ready, all slots free. */
    IDLE,
    /** Ready, at least one slot busy. */
    PROCESSING,
    /** Paused by an operator or because a dependency is away; takes no task. */
    PAUSED,
    /** Draining: running tasks finish, no new one is taken. */
    STOPPING,
    /** Stopped in good order. */
    STOPPED,
    /** Cannot go on (an {@link Error} or a failed start); liveness is down. */
    FAILED,
    /** Set by others when its heartbeat stopped. */
    LOST;

    /** The form on the wire, for example {@code idle}. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads the wire form; throws {@link IllegalArgumentException} for a name that is none. */
    @JsonCreator
    public static WorkerStatus ofWireName(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
