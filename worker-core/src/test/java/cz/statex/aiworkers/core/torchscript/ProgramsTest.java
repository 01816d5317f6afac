package cz.statex.aiworkers.core.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgramsTest {

    @Test
    void findsTheProgramOfAPublishedConfiguration() {
        for (String published : List.of("BertModel", "XLMRobertaForTokenClassification", "DistilBertForMaskedLM")) {
            assertThat(Programs.detect(Map.of("architectures", List.of(published))))
                    .isEqualTo("bert_encoder");
        }
    }

    @Test
    void refusesAnArchitectureThatNoProgramRunsAndListsThoseThatAreRun() {
        assertThatThrownBy(() -> Programs.detect(Map.of("architectures", List.of("LlamaForCausalLM"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[LlamaForCausalLM]")
                .hasMessageContaining("BertModel");
        assertThatThrownBy(() -> Programs.detect(Map.of())).hasMessageContaining("architecture []");
    }
}
