package cz.statex.aiworkers.core.execution.attempt;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** A stack trace without messages: those of a worker's exceptions may quote its input, which must not be logged. */
public final class ScrubbedTrace {

    private static final int MAX_FRAMES = 40;

    private ScrubbedTrace() {}

    /** Class names and frames of a failure and of its causes. */
    public static String of(Throwable failure) {
        StringBuilder text = new StringBuilder();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            text.append(text.isEmpty() ? "" : "caused by ")
                    .append(cause.getClass().getName())
                    .append('\n');
            StackTraceElement[] frames = cause.getStackTrace();
            for (int i = 0; i < Math.min(frames.length, MAX_FRAMES); i++) {
                text.append("\tat ").append(frames[i]).append('\n');
            }
        }
        return text.toString();
    }
}
