package cz.statex.aiworkers.embedded;

import org.jspecify.annotations.Nullable;

/** A server did not start. Nothing of it is left running; the message says what to do. */
public final class ServerStartException extends RuntimeException {

    /** Says what happened and what to do, with the cause where there is one. */
    public ServerStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
