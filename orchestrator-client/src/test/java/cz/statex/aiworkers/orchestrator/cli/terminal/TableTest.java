package cz.statex.aiworkers.orchestrator.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void alignsColumnsAndLeavesNoTrailingSpaces() {
        Table table = new Table("nothing", "NAME", "N", "WHY").row("a", 1, null).row("longer", 22, "because");

        assertThat(table.render())
                .isEqualTo(
                        """
                        NAME    N   WHY
                        a       1   -
                        longer  22  because""");
    }

    @Test
    void saysWhenItIsEmpty() {
        assertThat(new Table("no tasks", "TASK").render()).isEqualTo("no tasks");
    }

    @Test
    void keepsEveryCellOnOneShortLine() {
        String cell = new Table("", "").row("a\nb " + "c".repeat(100)).render();

        assertThat(cell).startsWith("a b ccc").endsWith("…").hasSize(64);
    }
}
