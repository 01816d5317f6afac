package cz.statex.aiworkers.core.execution;

/** The store cannot be reached. The host pauses its consumers until it can. */
public final class StoreUnavailableException extends RuntimeException {

    /** Wraps what the technology said. */
    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
