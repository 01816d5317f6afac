package cz.statex.aiworkers.core.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgramTextTest {

    @Test
    void fillsPlaceholdersRepeatsBlocksAndDropsRemarks() {
        String text =
                """
                # for readers
                a = ${size}
                @repeat times
                x${i} = ${size}
                @end
                b = ${small}
                """;
        assertThat(ProgramText.of("p", text).filled(Map.of("size", 3L, "times", 2L, "small", 1e-12)))
                .isEqualTo("a = 3\nx0 = 3\nx1 = 3\nb = 1.0e-12\n");
    }

    @Test
    void namesThePlaceholderWithoutAValue() {
        assertThatThrownBy(() -> ProgramText.of("p", "${size}").filled(Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("program p needs a value for size");
    }

    @Test
    void namesTheProgramThatDoesNotExist() {
        assertThatThrownBy(() -> ProgramText.named("none")).hasMessage("there is no program none");
    }
}
