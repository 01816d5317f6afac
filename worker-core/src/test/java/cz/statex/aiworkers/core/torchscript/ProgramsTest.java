package cz.statex.aiworkers.core.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
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
    void knowsTheLongestInputWherePositionsCountFromThePaddingToo() {
        assertThat(longest("BertModel", 512, 0)).hasValue(512);
        assertThat(longest("DistilBertModel", 512, 0)).hasValue(512);
        assertThat(longest("RobertaModel", 514, 1)).hasValue(512);
        assertThat(longest("XLMRobertaModel", 8194, 1)).hasValue(8192);
        assertThat(longest("CamembertModel", 514, 1)).hasValue(512);
        assertThat(longest("CamembertModel", 514, 5)).hasValue(508);
        assertThat(longest("MarianMTModel", 512, 1)).isEmpty();
        assertThatThrownBy(() -> longest("RobertaModel", 2, 1))
                .hasMessage("max_position_embeddings is 2, but the padding takes 2 of them");
    }

    private static OptionalInt longest(String architecture, int positions, int padding) {
        return Programs.longestInput(Map.of(
                "architectures", List.of(architecture), "max_position_embeddings", positions, "pad_token_id", padding));
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
