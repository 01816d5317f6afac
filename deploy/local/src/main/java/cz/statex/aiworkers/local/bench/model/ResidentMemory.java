package cz.statex.aiworkers.local.bench.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much of the machine's memory this process holds. */
final class ResidentMemory {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String LINE = "VmRSS:";

    private ResidentMemory() {}

    /**
     * Bytes that are resident now, Java's garbage collected before.
     *
     * @throws IOException where the system does not tell: it does on Linux
     */
    static long bytes() throws IOException {
        System.gc();
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith(LINE)) {
                String kilobytes =
                        line.substring(LINE.length()).replace("kB", "").strip();
                return 1024 * Long.parseLong(kilobytes);
            }
        }
        throw new IOException(STATUS + " has no line " + LINE);
    }
}
