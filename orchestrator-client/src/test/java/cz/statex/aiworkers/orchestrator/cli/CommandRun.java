package cz.statex.aiworkers.orchestrator.cli;

import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/**
 * One command, run in this process.
 *
 * @param exitCode of the command
 * @param out standard output
 * @param err standard error
 */
record CommandRun(int exitCode, String out, String err) {

    static final Instant NOW = Instant.parse("2026-03-01T12:01:00Z");

    static CommandRun of(Map<String, String> environment, Path directory, boolean terminal, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command =
                Aiw.commandLine(new Aiw(environment, directory, Clock.fixed(NOW, ZoneOffset.UTC), terminal));
        command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exitCode = command.execute(arguments);
        return new CommandRun(exitCode, out.toString(), err.toString());
    }

    JsonNode json() {
        return Wire.mapper().readTree(out);
    }
}
