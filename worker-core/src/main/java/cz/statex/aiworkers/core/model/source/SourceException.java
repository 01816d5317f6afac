package cz.statex.aiworkers.core.model.source;

import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place cannot give a file. The message completes the sentence "this source ...", and names neither hosts nor paths
 * nor secrets: it travels to orchestrators.
 */
public final class SourceException extends IOException {

    /** What can be done about it. */
    public enum Reason {
        /** The place has no such file. */
        ABSENT,
        /** The place does not give it to us. */
        REFUSED,
        /** The place cannot be asked now; later it may. */
        UNAVAILABLE,
        /** This host has no room for what the place gives. */
        NO_ROOM
    }

    /** What systems and registries' clients say of a full disk. */
    private static final Pattern FULL = Pattern.compile("(?i)ENOSPC|no space left|not enough space|quota exceeded");

    private final Reason reason;

    /** Fails with what follows "this source". */
    public SourceException(Reason reason, String problem, @Nullable Throwable cause) {
        super(problem, cause);
        this.reason = reason;
    }

    static SourceException absent() {
        return new SourceException(Reason.ABSENT, "does not have it", null);
    }

    static SourceException unavailable(String problem, Throwable cause) {
        return new SourceException(Reason.UNAVAILABLE, problem, cause);
    }

    /** Whether {@code failure}, or what caused it, is that a disk of this host is full. */
    public static boolean meansNoRoom(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (FULL.matcher(String.valueOf(cause.getMessage())).find()) {
                return true;
            }
        }
        return false;
    }

    /** Fails for want of room. */
    static SourceException noRoom(Throwable cause) {
        return new SourceException(Reason.NO_ROOM, "gives more than the disk of this host can take", cause);
    }

    /** What can be done about it. */
    public Reason reason() {
        return reason;
    }
}
