package cz.statex.aiworkers.local.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import cz.statex.aiworkers.local.models.ModelsException;
import cz.statex.aiworkers.orchestrator.cli.ExitCode;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** The commands on small files and the real models. */
class EvaluateCommandIT {

    private static final String REVIEWS = "I love this phone, it is wonderful.\t1\nThe worst meal I ever had.\t0\n"
            + "An excellent and moving film.\t1\nBoring, stupid and far too long.\t0\n";

    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();

    @Test
    void sentimentsOfTwoClassesAreScoredOnPositiveAgainstNegative() throws IOException {
        JsonNode figures = figures("sentiment", REVIEWS);
        assertThat(figures.propertyNames()).containsExactly("n", "accuracy", "macro_f1", "ece", "texts_per_s");
        assertThat(figures.path("n").intValue()).isEqualTo(4);
        assertThat(figures.path("accuracy").doubleValue()).isEqualTo(1);
        assertThat(figures.path("ece").doubleValue()).isBetween(0.0, 0.5);
    }

    @Test
    void sentimentsAsATableForPeople() throws IOException {
        assertThat(run("sentiment", REVIEWS + "The meeting starts at nine.\t2\n", "--labels", "2=neutral"))
                .isEqualTo(ExitCode.OK.code());
        assertThat(said.get(0)).contains("label     precision  recall     F1   texts", "neutral", "5 texts  accuracy");
    }

    @Test
    void emotionsAreCountedEachForItself() throws IOException {
        JsonNode figures = figures(
                "emotions",
                "Thank you so much!\t15\ta\nThe meeting starts at nine.\t27\tb\nThanks, I love it!\t15,18\tc\n");
        assertThat(figures.propertyNames()).containsExactly("n", "macro_f1", "micro_f1", "ece", "texts_per_s");
        assertThat(figures.path("micro_f1").doubleValue()).isGreaterThan(0.5);
    }

    @Test
    void languagesAreTold() throws IOException {
        JsonNode figures = figures(
                "language",
                "text\tlang\nDas Schiff verl\u00e4sst morgen fr\u00fch den Hafen, ganz gleich, wie das Wetter sein wird.\tde\nLe bateau quittera le port demain matin, quel que soit le temps qu'il fera.\tfr\n"
                        + "The ship will leave the harbour tomorrow morning, whatever the weather is going to be.\ten-GB\n");
        assertThat(figures.path("accuracy").doubleValue()).isCloseTo(1, within(1e-9));
    }

    @Test
    void whatIsWrongIsSaid() throws IOException {
        assertThat(run("sentiment", "this is fine\thappy\n")).isEqualTo(ExitCode.REFUSED.code());
        assertThat(said).last().asString().contains("line 1 has the label 'happy'");
        assertThat(run("sentiment", REVIEWS, "--model", "none")).isEqualTo(ExitCode.NOT_FOUND.code());
        assertThat(run("sentiment", REVIEWS, "--model", "whisper-tiny")).isEqualTo(ExitCode.REFUSED.code());
        assertThat(run("emotions", "fine\t99\nwell\t1\n")).isEqualTo(ExitCode.REFUSED.code());
        assertThat(said).last().asString().contains("'99', which the model does not know");
        assertThat(commandLine()
                        .execute("sentiment", "--data", folder.resolve("none").toString()))
                .isEqualTo(ExitCode.NOT_FOUND.code());
    }

    private JsonNode figures(String command, String data) throws IOException {
        assertThat(run(command, data, "--json")).as("%s", said).isEqualTo(ExitCode.OK.code());
        return Wire.mapper().readTree(said.get(said.size() - 1));
    }

    private int run(String command, String data, String... options) throws IOException {
        Path file = Files.writeString(folder.resolve("data.tsv"), data);
        return commandLine()
                .execute(Stream.concat(
                                Stream.of(command, "--data", file.toString(), "--cache", "target/model-cache"),
                                Arrays.stream(options))
                        .toArray(String[]::new));
    }

    private CommandLine commandLine() {
        return EvaluateCommand.commandLine(Map.of(), said::add, remark -> {})
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof ModelsException problem) {
                        said.add(String.valueOf(problem.getMessage()));
                        return problem.exitCode().code();
                    }
                    throw failure;
                });
    }
}
