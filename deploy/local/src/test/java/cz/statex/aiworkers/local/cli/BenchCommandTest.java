package cz.statex.aiworkers.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.orchestrator.cli.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchCommandTest {

    @ParameterizedTest
    @ValueSource(strings = {"0", "-3", "many"})
    void refusesACountThatIsNone(String count) {
        StringWriter err = new StringWriter();
        Output output = new Output(new PrintWriter(new StringWriter()), new PrintWriter(err));
        int exitCode = LocalAiw.commandLine(output).execute("bench", "noop", "--tasks", count);
        assertThat(exitCode).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString()).contains("--tasks", "'" + count + "'");
    }
}
