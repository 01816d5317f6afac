package cz.statex.aiworkers.local;

/** A fleet cannot be started; the message is for its user and says what to do. */
public final class FleetException extends RuntimeException {

    /** Says what happened and what to do. */
    public FleetException(String message) {
        super(message);
    }

    /** The same, with what the technology said. */
    public FleetException(String message, Throwable cause) {
        super(message, cause);
    }
}
