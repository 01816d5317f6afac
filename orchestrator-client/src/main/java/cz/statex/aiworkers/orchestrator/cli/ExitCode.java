package cz.statex.aiworkers.orchestrator.cli;

/** What the process says to scripts when it ends. */
public enum ExitCode {
    /** Done; a task that was waited for succeeded. */
    OK(0),
    /** The task or job that was asked for ended otherwise than with success. */
    TASK_FAILED(1),
    /** The command line is wrong. */
    USAGE(2),
    /** There is no such task, job, worker, queue, dead letter or schema. */
    NOT_FOUND(3),
    /** The broker cannot be reached, or no worker is there to answer. */
    CANNOT_CONNECT(4),
    /** The wait was longer than its limit; what was asked for may still happen. */
    TIMED_OUT(5),
    /** The task breaks its schema, or nobody serves its type; nothing was sent. */
    INVALID_TASK(6),
    /** The task has not ended yet. */
    NOT_ENDED(7),
    /** The fleet refused, for example because the present state does not allow it. */
    REFUSED(8),
    /** A fault of this program. */
    INTERNAL(70);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    /** The number. */
    public int code() {
        return code;
    }
}
