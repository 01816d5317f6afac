package cz.statex.aiworkers.core.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgramsTest {

    @Test
    void findsTheProgramOfAPublishedConfiguration() {
        assertThat(Programs.detect(Map.of("architectures", List.of("BertModel"))))
                .isEqualTo("bert_encoder");
    }

    @Test
    void refusesAnArchitectureThatNoProgramRunsAndListsThoseThatAreRun() {
        assertThatThrownBy(() -> Programs.detect(Map.of("architectures", List.of("LlamaForCausalLM"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[LlamaForCausalLM]")
                .hasMessageContaining("BertModel");
        assertThatThrownBy(() -> Programs.detect(Map.of())).hasMessageContaining("architecture []");
    }

    @Test
    void everyPrecisionHasALowerCaseName() {
        assertThat(Precision.BF16.text()).isEqualTo("bf16");
    }
}
