package cz.statex.aiworkers.local.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.local.models.ModelsException;
import cz.statex.aiworkers.orchestrator.cli.ExitCode;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** {@code aiw evaluate summarize} with the model that comes with this project. */
class SummarizeCommandTest {

    private static final String TEXTS =
            """
            {"src": "The bridge is closed. A flood broke it. It will be built anew. A dog barked.", "refs": ["The bridge is closed.", "Flood broke the bridge."]}
            {"text": "Prices rose by three percent. Bread rose most.", "summary": "Prices rose."}
            """;

    @TempDir
    Path folder;

    private final List<String> output = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    @Test
    void printsTheFiguresAsOneLine() throws IOException {
        assertThat(run(TEXTS, "--json")).isEqualTo(ExitCode.OK.code());
        JsonNode figures = Wire.mapper().readTree(output.get(0));
        assertThat(figures.propertyNames())
                .containsExactly(
                        "n",
                        "rouge1",
                        "rouge2",
                        "rougeL",
                        "lead3_rouge1",
                        "lead3_rouge2",
                        "lead3_rougeL",
                        "texts_per_s");
        assertThat(figures.path("n").intValue()).isEqualTo(2);
        // F1 of 4 words that 13 and 4 share, twice, and of 2 that 8 and 2 share.
        assertThat(figures.path("lead3_rouge1").doubleValue()).isEqualTo(0.4353);
        assertThat(figures.path("texts_per_s").doubleValue()).isPositive();
    }

    @Test
    void aTextOfOneSentenceIsItsOwnSummary() throws IOException {
        assertThat(run(
                        "{\"src\": \"The bridge is closed.\", \"refs\": [\"The bridge is closed.\", \"Dogs barked.\"]}\n",
                        "--json"))
                .isEqualTo(ExitCode.OK.code());
        JsonNode figures = Wire.mapper().readTree(output.get(0));
        for (String figure : List.of("rouge1", "rouge2", "rougeL")) {
            assertThat(figures.path(figure).doubleValue()).as(figure).isEqualTo(0.5);
        }
    }

    @Test
    void printsThemForPeople() throws IOException {
        assertThat(run(TEXTS, "--limit", "1", "--max-length", "40", "--unit", "characters", "--stem"))
                .isEqualTo(ExitCode.OK.code());
        assertThat(output.get(0)).contains("ROUGE-1  ROUGE-2  ROUGE-L", "first three", "1 texts");
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        assertThat(run("{}\n")).isEqualTo(ExitCode.REFUSED.code());
        assertThat(run(TEXTS, "--strategy", "abstractive")).isEqualTo(ExitCode.REFUSED.code());
        assertThat(run(TEXTS, "--strategy", "extractive", "--model", "x")).isEqualTo(ExitCode.REFUSED.code());
        assertThat(run(TEXTS, "--model", "all-minilm-l6-v2")).isEqualTo(ExitCode.REFUSED.code());
        assertThat(run(TEXTS, "--model", "gone")).isEqualTo(ExitCode.NOT_FOUND.code());
        assertThat(run(TEXTS, "--max-length", "0")).isEqualTo(ExitCode.REFUSED.code());
        assertThat(remarks)
                .anySatisfy(remark -> assertThat(remark).contains("line 1 has none of the fields"))
                .anySatisfy(remark -> assertThat(remark).contains("needs a --model"))
                .anySatisfy(remark -> assertThat(remark).contains("for abstractive summaries only"))
                .anySatisfy(remark -> assertThat(remark).contains("bart or t5"))
                .anySatisfy(remark -> assertThat(remark).contains("must be at least 1"));
    }

    private int run(String content, String... arguments) throws IOException {
        Path data = Files.writeString(folder.resolve("texts.jsonl"), content);
        List<String> all = new ArrayList<>(List.of("--data", data.toString(), "--cache", "target/model-cache"));
        all.addAll(List.of(arguments));
        return new CommandLine(new SummarizeCommand(Map.of(), output::add))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    remarks.add(String.valueOf(failure.getMessage()));
                    return failure instanceof ModelsException problem
                            ? problem.exitCode().code()
                            : -1;
                })
                .execute(all.toArray(String[]::new));
    }
}
