package cz.statex.aiworkers.orchestrator.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressBarTest {

    private final StringWriter screen = new StringWriter();

    @Test
    void overwritesItsLineAndGoesAway() {
        try (ProgressBar bar = new ProgressBar(new PrintWriter(screen), true)) {
            bar.update(50, "segment 1 of 2");
            bar.update(150, null);
        }

        assertThat(screen.toString().split("\r"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("[###############...............] 50 % segment 1 of 2")
                        .hasSize(79))
                .anySatisfy(line -> assertThat(line).startsWith("[##############################]"));
        assertThat(screen.toString()).endsWith("\r");
    }

    @Test
    void showsNothingToPrograms() {
        try (ProgressBar bar = new ProgressBar(new PrintWriter(screen), false)) {
            bar.update(50, "x");
        }

        assertThat(screen.toString()).isEmpty();
        assertThat(ProgressBar.isErrorATerminal()).isIn(true, false);
    }
}
