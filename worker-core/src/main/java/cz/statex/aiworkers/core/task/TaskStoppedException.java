package cz.statex.aiworkers.core.task;

/** The work was told to stop. Not a failure of the worker: let it pass through. */
public final class TaskStoppedException extends RuntimeException {

    /** Why work is told to stop. */
    public enum Reason {
        /** A cancel was accepted: the task ends CANCELLED. */
        CANCELLED,
        /** The time limit of the attempt passed: it counts as a failed attempt. */
        TIMEOUT,
        /** The process stops: the task is handed back and the attempt does not count. */
        DRAIN,
        /** The lease was lost to another worker: whatever this attempt produces is dropped. */
        FENCED
    }

    private final Reason reason;

    /** Stops for {@code reason}. */
    public TaskStoppedException(Reason reason) {
        super("stopped: " + reason, null, false, false);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }
}
