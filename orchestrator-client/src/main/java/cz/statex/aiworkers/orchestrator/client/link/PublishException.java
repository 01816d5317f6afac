package cz.statex.aiworkers.orchestrator.client.link;

/** A message was not taken. Carries no stack trace: it is an answer of the broker, not a fault of the caller. */
public abstract sealed class PublishException extends Exception {

    private PublishException(String message) {
        super(message, null, false, false);
    }

    /** There is no queue for the message; publishing it again does not help. */
    public static final class Unroutable extends PublishException {
        Unroutable() {
            super("no queue takes the message");
        }
    }

    /** The broker refused the message, or nobody knows whether it arrived; publish it again. */
    public static final class Lost extends PublishException {
        Lost(String reason) {
            super(reason);
        }
    }
}
