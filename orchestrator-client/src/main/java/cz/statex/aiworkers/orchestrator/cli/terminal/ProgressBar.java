package cz.statex.aiworkers.orchestrator.cli.terminal;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One line that is overwritten as work proceeds. Shows nothing unless a person is looking. Thread-safe. */
public final class ProgressBar implements AutoCloseable {

    private static final int WIDTH = 30;
    private static final int LINE = 79;

    private final PrintWriter out;
    private final boolean visible;
    private boolean shown;

    /** A bar on {@code out}, which is shown only if {@code visible}. */
    public ProgressBar(PrintWriter out, boolean visible) {
        this.out = out;
        this.visible = visible;
    }

    /** Whether the standard error stream of this process is a terminal; false where that cannot be told. */
    public static boolean isErrorATerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** Shows how far the work is, 0 to 100, and what is being done. */
    public synchronized void update(int percent, @Nullable String what) {
        if (!visible) {
            return;
        }
        int filled = WIDTH * Math.max(0, Math.min(100, percent)) / 100;
        String line = "[" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "] " + percent + " % "
                + (what == null ? "" : what);
        out.print("\r" + (line + " ".repeat(LINE)).substring(0, LINE));
        out.flush();
        shown = true;
    }

    /** Takes the bar away. */
    @Override
    public synchronized void close() {
        if (shown) {
            out.print("\r" + " ".repeat(LINE) + "\r");
            out.flush();
            shown = false;
        }
    }
}
