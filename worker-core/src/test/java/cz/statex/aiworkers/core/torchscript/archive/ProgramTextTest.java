package cz.statex.aiworkers.core.torchscript.archive;

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
    void keepsWhatItsConditionsAllowAlsoInsideRepeats() {
        String text =
                """
                @repeat layers
                layer ${i}
                @if biased
                bias ${i} ${word}
                @unless gated
                plain
                @end
                @end
                @end
                @if gated
                never
                @end
                """;
        Map<String, Object> values = Map.of("layers", 2, "biased", 1, "gated", 0, "word", "gelu");
        assertThat(ProgramText.of("p", text).filled(values))
                .isEqualTo("layer 0\nbias 0 gelu\nplain\nlayer 1\nbias 1 gelu\nplain\n");
    }

    @Test
    void includesOtherPrograms() {
        assertThat(ProgramText.of("p", "@include ${kind}\nend").filled(Map.of("kind", "linear")))
                .contains("class Linear(Module):", "class Projection(Module):")
                .endsWith("end\n");
    }

    @Test
    void namesTheBlockWithoutAnEnd() {
        assertThatThrownBy(() -> ProgramText.of("p", "@if x\n@repeat x\n@end").filled(Map.of("x", 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("program p has no @end for '@if x'");
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
