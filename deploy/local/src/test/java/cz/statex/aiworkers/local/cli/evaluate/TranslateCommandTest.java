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

/** {@code aiw evaluate translate} with the model that comes with this project. */
class TranslateCommandTest {

    @TempDir
    Path folder;

    private final List<String> output = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    @Test
    void printsTheFiguresAndEveryPairIfAsked() throws IOException {
        Path data = pairs("Ja.\tYes.\nNein.\tNo.\n");
        assertThat(run(
                        "--data",
                        data.toString(),
                        "--source",
                        "en",
                        "--target",
                        "de",
                        "--turned",
                        "--verbose",
                        "--json"))
                .isEqualTo(ExitCode.OK.code());
        JsonNode figures = Wire.mapper().readTree(output.get(0));
        assertThat(figures.path("n").intValue()).isEqualTo(2);
        assertThat(figures.path("texts_per_s").doubleValue()).isPositive();
        assertThat(remarks).hasSize(2).first().asString().startsWith("Yes.\tJa.\t");
    }

    @Test
    void whatTheModelSaysItselfScoresAllAndWhatSharesNothingScoresNothing() throws IOException {
        String source = "We will go to the city today with all of our good friends.";
        translate(source + "\t\u0416\u0416\u0416 \u0429\u0429\u0429\n");
        JsonNode wrong = Wire.mapper().readTree(output.get(0));
        assertThat(wrong.path("bleu").doubleValue()).isZero();
        assertThat(wrong.path("chrf").doubleValue()).isZero();
        String said = remarks.get(0).split("\t", -1)[2];
        translate(source + "\t" + said + "\n");
        JsonNode copied = Wire.mapper().readTree(output.get(1));
        assertThat(copied.path("bleu").doubleValue()).as(said).isEqualTo(100);
        assertThat(copied.path("chrf").doubleValue()).as(said).isEqualTo(100);
    }

    private void translate(String content) throws IOException {
        String data = pairs(content).toString();
        assertThat(run("--data", data, "--source", "en", "--target", "de", "--verbose", "--json"))
                .isEqualTo(ExitCode.OK.code());
    }

    @Test
    void printsThemForPeopleAndLooksAtTheFirstOnes() throws IOException {
        Path data = pairs("Yes.\tJa.\nNo.\tNein.\n");
        assertThat(run("--data", data.toString(), "--source", "en", "--target", "de", "--limit", "1", "--beams", "1"))
                .isEqualTo(ExitCode.OK.code());
        assertThat(output.get(0)).startsWith("1 texts  BLEU ").contains("chrF", "texts/s");
    }

    @Test
    void saysWhatIsWrongWithFilesLanguagesAndModels() throws IOException {
        Path data = pairs("Yes.\n");
        assertThat(run("--data", data.toString(), "--source", "en", "--target", "de"))
                .isEqualTo(ExitCode.REFUSED.code());
        assertThat(run("--data", folder.resolve("none").toString(), "--source", "en", "--target", "de"))
                .isEqualTo(ExitCode.NOT_FOUND.code());
        Path good = pairs("Yes.\tJa.\n");
        assertThat(run("--data", good.toString(), "--source", "en", "--target", "cs"))
                .isEqualTo(ExitCode.REFUSED.code());
        assertThat(run("--data", good.toString(), "--source", "en", "--target", "de", "--model", "gpt"))
                .isEqualTo(ExitCode.NOT_FOUND.code());
        assertThat(run("--data", good.toString(), "--source", "en", "--target", "de", "--threads", "0"))
                .isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(remarks)
                .anySatisfy(remark -> assertThat(remark).contains("line 1 has no tab"))
                .anySatisfy(remark -> assertThat(remark).contains("there is no file"))
                .anySatisfy(remark -> assertThat(remark).contains("no model translates from en (English) to cs"))
                .anySatisfy(remark -> assertThat(remark).contains("gpt"));
    }

    private Path pairs(String content) throws IOException {
        return Files.writeString(folder.resolve("pairs.tsv"), content);
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--cache", "target/model-cache"));
        return new CommandLine(new TranslateCommand(Map.of(), output::add, remarks::add))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    remarks.add(String.valueOf(failure.getMessage()));
                    return failure instanceof ModelsException problem
                            ? problem.exitCode().code()
                            : -1;
                })
                .execute(all.toArray(String[]::new));
    }
}
