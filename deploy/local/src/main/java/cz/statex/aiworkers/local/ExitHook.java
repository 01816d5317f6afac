package cz.statex.aiworkers.local;

/**
 * Closes what a command started when the process is told to end. It is the only shutdown hook of the process, so that
 * workers end before their servers.
 */
public final class ExitHook {

    private final Thread hook;

    private ExitHook(Thread hook) {
        this.hook = hook;
    }

    /** Runs {@code close} if the process ends before {@link #cancel}. */
    public static ExitHook closing(Runnable close) {
        Thread hook = new Thread(close, "aiw-exit");
        Runtime.getRuntime().addShutdownHook(hook);
        return new ExitHook(hook);
    }

    /** Nothing is left to close. */
    public void cancel() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the process is ending: the hook does the work
        }
    }
}
