package cz.statex.aiworkers.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.orchestrator.cli.ExitCode;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The benchmarks of models, as short as they can be: that they run and print, not what. */
class ModelBenchIT {

    @TempDir
    private static Path cache;

    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    @BeforeEach
    void newOutput() {
        out = new StringWriter();
        err = new StringWriter();
    }

    @Test
    void comparesBatchesAndTellsWhatATokenCosts() {
        assertThat(run("bench", "batching", "--texts", "24", "--rounds", "1", "--costs", "--json"))
                .isEqualTo(ExitCode.OK.code());
        JsonNode result = lastLine();
        for (String figure : List.of("unbatched_per_s", "first_come_per_s", "bucketed_per_s", "bucketed_rows")) {
            assertThat(result.path(figure).asDouble()).as(figure).isPositive();
        }
        assertThat(result.path("bucketed_padding").asDouble()).isBetween(0.0, 1.0);
        assertThat(run("bench", "batching", "--texts", "24", "--rounds", "2")).isEqualTo(ExitCode.OK.code());
        assertThat(out.toString()).contains("over first come");
    }

    @Test
    void comparesThePrecisionsOfAModel() {
        assertThat(run("models", "bench", "all-minilm-l6-v2", "--rounds", "1", "--json"))
                .isEqualTo(ExitCode.OK.code());
        List<String> precisions = new ArrayList<>();
        lastLine().forEach(row -> precisions.add(row.path("precision").asString()));
        assertThat(precisions).contains("fp32", "int8").doesNotContain("fp16");
        JsonNode int8 = lastLine().get(precisions.indexOf("int8"));
        assertThat(int8.path("worst_cosine").asDouble()).isBetween(0.9, 0.99999);
        assertThat(int8.path("max_drift").asDouble()).isPositive();

        assertThat(run("models", "bench", "no-such-model")).isEqualTo(ExitCode.NOT_FOUND.code());
        assertThat(err.toString()).contains("the model catalog has no 'no-such-model'");
    }

    @Test
    void samplesMemoryOverInferencesAndLoads() {
        int exitCode = run("bench", "soak", "--inferences", "40", "--cycles", "2", "--json");
        assertThat(exitCode).isIn(ExitCode.OK.code(), ExitCode.TASK_FAILED.code());
        assertThat(lastLine().path("samples_mb").size()).isEqualTo(20);
        assertThat(lastLine().path("flat").asBoolean()).isEqualTo(exitCode == ExitCode.OK.code());
    }

    @Test
    void tellsHowToCompareEnginesWhereThereIsNoOther() {
        assertThat(run("bench", "engine")).isEqualTo(ExitCode.REFUSED.code());
        assertThat(err.toString()).contains("run this benchmark by ./aiw");
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--cache", cache.toString()));
        Output output = new Output(new PrintWriter(out, true), new PrintWriter(err, true));
        return LocalAiw.commandLine(output).execute(all.toArray(String[]::new));
    }

    private JsonNode lastLine() {
        return Wire.mapper()
                .readTree(out.toString().lines().reduce((first, last) -> last).orElseThrow());
    }
}
