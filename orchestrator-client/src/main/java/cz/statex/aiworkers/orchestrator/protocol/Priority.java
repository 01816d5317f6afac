package cz.statex.aiworkers.orchestrator.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The priority class of a task. Each class of a task type is a queue of its own; higher classes are served first. */
public enum Priority {
    /** Served before everything else of its type. */
    HIGH,
    /** The default. */
    NORMAL,
    /** Served when nothing of a higher class waits. */
    LOW;

    /** The form on the wire, for example {@code high}. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads the wire form; throws {@link IllegalArgumentException} for a name that is none. */
    @JsonCreator
    public static Priority ofWireName(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
