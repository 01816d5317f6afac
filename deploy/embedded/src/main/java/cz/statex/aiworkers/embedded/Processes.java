package cz.statex.aiworkers.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts, awaits and ends server processes. */
final class Processes {

    private static final Logger log = LoggerFactory.getLogger(Processes.class);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** A server's own tools start a virtual machine, which takes its time on a busy host. */
    private static final Duration PATIENCE_FOR_COMMANDS = Duration.ofSeconds(60);

    private Processes() {}

    /** Waits until {@code ready}; false if the process ended first, or {@code limit} passed. */
    static boolean awaitReady(Process process, BooleanSupplier ready, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (System.nanoTime() < end) {
                if (ready.getAsBoolean()) {
                    return true;
                }
                if (process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                    return false;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /** Ends a process in order, by force if it takes too long, and waits for its end. */
    static void end(ProcessHandle process) {
        process.destroy();
        if (!awaitEnd(process, PATIENCE)) {
            kill(process);
        }
    }

    /** Ends a process without giving it a chance to tidy up, and waits for its end. */
    static void kill(ProcessHandle process) {
        process.destroyForcibly();
        awaitEnd(process, PATIENCE);
    }

    /** Runs a short command to its end; true if it succeeded. Kills it if it takes too long or the caller is interrupted. */
    static boolean run(ProcessBuilder command) {
        Process process;
        try {
            process = command.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            log.debug("{} did not run", command.command(), e);
            return false;
        }
        try {
            if (process.waitFor(PATIENCE_FOR_COMMANDS.toSeconds(), TimeUnit.SECONDS)) {
                return process.exitValue() == 0;
            }
            kill(process.toHandle());
        } catch (InterruptedException e) {
            // Killed first: an interrupted thread would not wait for the end.
            kill(process.toHandle());
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /**
     * Ends the server that an earlier, killed run of this program left behind in a directory. The caller owns the
     * directory, so whatever still runs in it is such an orphan.
     *
     * @param pidFile written by the server; its first line is the process id
     * @param program part of the path of the server's executable; guards against a reused process id
     */
    static void endOrphan(Path pidFile, String program) {
        ofPidFile(pidFile, program).ifPresent(orphan -> {
            log.info("Stopping {} (process {}), which a killed run left behind", program, orphan.pid());
            end(orphan);
        });
    }

    /** The live process whose id a file names, if its executable's path contains {@code program}. */
    static Optional<ProcessHandle> ofPidFile(Path pidFile, String program) {
        if (!Files.isRegularFile(pidFile)) {
            return Optional.empty();
        }
        try {
            String pid =
                    Files.readString(pidFile).lines().findFirst().orElse("").strip();
            return ProcessHandle.of(Long.parseLong(pid))
                    .filter(process -> process.info().command().orElse("").contains(program));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static boolean awaitEnd(ProcessHandle process, Duration limit) {
        try {
            process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return !process.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
