package cz.statex.aiworkers.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;

class AiwTest {

    /** Nothing listens there. */
    private static final Map<String, String> NOWHERE = Map.of("BROKER_URL", "amqp://guest:s3cret@127.0.0.1:1");

    @TempDir
    private Path directory;

    @Test
    void helpNamesCommandsAndExitCodes() {
        CommandRun help = run("--help");

        assertThat(help.exitCode()).isZero();
        assertThat(help.out())
                .contains("submit", "result", "cancel", "tasks", "jobs", "workers", "queues", "dead-letters", "schema")
                .contains("the broker cannot be reached");
    }

    @Test
    void everyCommandHasHelpAndTheProgramAVersion() {
        for (String command : Aiw.commandLine().getSubcommands().keySet()) {
            CommandRun help = run(command, "--help");
            assertThat(help.exitCode()).isZero();
            assertThat(help.out()).startsWith("Usage: aiw " + command).contains("--json");
        }
        assertThat(run("--version").out()).startsWith("aiw ");
    }

    @Test
    void everyExitCodeIsInTheHelp() {
        String help = run("--help").out();

        for (ExitCode code : ExitCode.values()) {
            assertThat(help).containsPattern("(?m)^ +" + code.code() + " ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "explode", "submit", "submit a.b --max-retries many", "result 42", "tasks --status done"})
    void aWrongCommandLineIsOneLineAndTwo(String line) {
        CommandRun wrong = run(line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE.code());
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err().lines())
                .singleElement()
                .asString()
                .startsWith("aiw: ")
                .contains("--help'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "submit test.echo --input-file missing.json",
                "submit test.echo --json-input [1]",
                "submit test.echo --json-input {oops",
                "submit test.echo --not-before soon",
                "dead-letters purge",
                "dead-letters purge --all 00000000-0000-0000-0000-000000000001"
            })
    void wrongValuesAreOneLineAndTwo(String line) {
        CommandRun wrong = run(line.split(" "));

        assertThat(wrong.err().lines()).singleElement().asString().startsWith("aiw: ");
        assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE.code());
    }

    @Test
    void aMissingBrokerIsOneLineWithoutThePassword() {
        CommandRun run = run("workers");

        assertThat(run.exitCode()).isEqualTo(ExitCode.CANNOT_CONNECT.code());
        assertThat(run.err().lines())
                .containsExactly("aiw: cannot connect to amqp://guest:***@127.0.0.1:1: nothing listens there"
                        + " (from BROKER_URL); start a fleet with './aiw up', or name a broker with --broker or"
                        + " BROKER_URL");
    }

    @Test
    void verbosePrintsTheStackTraceToo() {
        assertThat(run("workers", "--verbose").err())
                .contains("\tat ")
                .contains("ConnectException")
                .doesNotContain("s3cret");
    }

    @Test
    void bundledSchemasNeedNoBroker() {
        assertThat(run("schema").json().get("required")).hasToString("[\"id\",\"task_type\"]");
        assertThat(run("schema", "test.echo").json().propertyNames()).containsExactly("input", "output");
        assertThat(run("schema", "test.echo", "--only", "input", "--json").out().lines())
                .singleElement()
                .asString()
                .contains("\"maxLength\":1000");
        assertThat(run("schema", "custom.other").exitCode()).isEqualTo(ExitCode.CANNOT_CONNECT.code());
    }

    @Test
    void otherModulesAddCommands() {
        assertThat(Aiw.commandLine().addSubcommand("up", new Up()).getSubcommands())
                .containsKeys("up", "submit");
    }

    @Test
    void theBrokerIsLookedForInOrder() throws IOException {
        Path below = Files.createDirectories(directory.resolve("a/b"));
        assertThat(BrokerAddress.find(null, Map.of(), below).url()).isEqualTo("amqp://guest:guest@localhost:5672");

        Files.createDirectory(directory.resolve(".aiw"));
        Files.writeString(directory.resolve(".aiw/fleet.json"), "{\"broker_url\":\"amqp://fleet\",\"pid\":1}");
        assertThat(BrokerAddress.find(null, Map.of(), below).url()).isEqualTo("amqp://fleet");

        Map<String, String> environment = Map.of("BROKER_URL", "amqp://env");
        assertThat(BrokerAddress.find(null, environment, below).url()).isEqualTo("amqp://env");
        assertThat(BrokerAddress.find("amqp://option", environment, below).url())
                .isEqualTo("amqp://option");
    }

    @Test
    void anUnreadableFleetFileIsPassedOver() throws IOException {
        Files.createDirectory(directory.resolve(".aiw"));
        Files.writeString(directory.resolve(".aiw/fleet.json"), "{half a fi");

        assertThat(BrokerAddress.find(null, Map.of(), directory)).hasToString("the default");
    }

    @Command(name = "up")
    private static final class Up implements Runnable {
        @Override
        public void run() {}
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(NOWHERE, directory, false, arguments);
    }
}
