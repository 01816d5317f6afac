package cz.statex.aiworkers.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.orchestrator.cli.ExitCode;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The commands, each with an embedded fleet of its own. */
class LocalCommandsIT {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void demoPrintsEveryResultAndTheTotals(@TempDir Path directory) {
        assertThat(run("demo", "--json", "--data", directory.toString())).isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(25);
        assertThat(lines.subList(0, 24)).allSatisfy(line -> assertThat(
                        json(line).path("task").path("status").asString())
                .isEqualTo("succeeded"));
        JsonNode totals = json(lines.get(24));
        assertThat(totals.path("tasks").asInt()).isEqualTo(24);
        assertThat(totals.path("succeeded").asInt()).isEqualTo(24);
        assertThat(totals.path("failed").asInt()).isZero();
        assertThat(totals.path("seconds").asDouble()).isPositive();
        assertThat(directory.resolve("fleet.json")).doesNotExist();
    }

    @Test
    void saysWhyTheFleetCannotStart(@TempDir Path directory) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertThat(run("demo", "--data", directory.toString(), "--management-port", port))
                    .isEqualTo(ExitCode.REFUSED.code());
            assertThat(err.toString()).contains("the fleet cannot start", port, "fleet.log tells more");
        }
    }

    @Test
    void benchNoopEndsWithItsFigures(@TempDir Path directory) {
        assertThat(run("bench", "noop", "--tasks", "200", "--json", "--data", directory.toString()))
                .isZero();
        JsonNode figures =
                json(out.toString().lines().reduce((first, last) -> last).orElseThrow());
        assertThat(figures.propertyNames())
                .containsExactlyInAnyOrder("tasks_per_s", "bare_per_s", "ratio", "idle_p50_ms", "idle_p99_ms");
        assertThat(figures.path("tasks_per_s").asDouble()).isPositive();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void benchTextMeasuresEveryType(@TempDir Path directory) {
        assertThat(run("bench", "text", "--tasks", "64", "--json", "--data", directory.toString()))
                .as(err.toString())
                .isZero();
        JsonNode types = json(out.toString().strip()).path("types");
        assertThat(types.valueStream().map(row -> row.path("type").asString()))
                .containsExactly("text.sentiment", "text.embed", "text.language", "text.summarize", "text.translate");
        assertThat(types).allSatisfy(row -> assertThat(row.path("tasks_per_s").asDouble())
                .isPositive());
        assertThat(types)
                .allSatisfy(row -> assertThat(row.path("ratio").asDouble()).isPositive());
    }

    @Test
    void benchEmbedEndsWithItsFigures(@TempDir Path directory) {
        assertThat(run("bench", "embed", "--tasks", "64", "--data", directory.toString()))
                .isZero();
        assertThat(out.toString()).contains("texts/s", "bare DJL loop", "ratio");
    }

    private int run(String... arguments) {
        Output output = new Output(new PrintWriter(out), new PrintWriter(err));
        int exitCode = LocalAiw.commandLine(output).execute(arguments);
        System.out.println(err);
        return exitCode;
    }

    private static JsonNode json(String line) {
        return Wire.mapper().readTree(line);
    }
}
