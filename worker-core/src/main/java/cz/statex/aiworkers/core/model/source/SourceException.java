package cz.statex.aiworkers.core.model.source;

import java.io.IOException;
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
        UNAVAILABLE
    }

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

    /** What can be done about it. */
    public Reason reason() {
        return reason;
    }
}
