package cz.statex.aiworkers.core.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PrecisionTest {

    @Test
    void isFoundByItsLowerCaseName() {
        assertThat(Precision.BF16.text()).isEqualTo("bf16");
        assertThat(Precision.named("int8")).isEqualTo(Precision.INT8);
        assertThatThrownBy(() -> Precision.named("INT8"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("precision 'INT8' must be one of [bf16, fp16, fp32, int8]");
    }

    @Test
    void eachDeviceRefusesWhatItCannotCompute() {
        assertThat(Precision.FP16.supports("cpu")).isFalse();
        assertThat(Precision.FP16.supports("cuda:0")).isTrue();
        assertThat(Precision.INT8.supports("cpu")).isTrue();
        assertThatCode(() -> Precision.BF16.require("cuda:1")).doesNotThrowAnyException();
        assertThatThrownBy(() -> Precision.FP16.require("cpu"))
                .hasMessage("precision fp16 cannot be computed on cpu; choose one of [fp32, bf16, int8]");
        assertThatThrownBy(() -> Precision.INT8.require("cuda:1"))
                .isInstanceOfSatisfying(UnsupportedPrecisionException.class, e -> {
                    assertThat(e.precision()).isEqualTo(Precision.INT8);
                    assertThat(e.device()).isEqualTo("cuda:1");
                })
                .hasMessage("precision int8 cannot be computed on cuda:1; choose one of [fp32, bf16, fp16]");
    }

    @Test
    void optionsTellWhatTheyAre() {
        assertThat(ImportOptions.trainable().text()).isEqualTo("fp32");
        assertThat(new ImportOptions(Precision.BF16, 0.3, true, false).text()).isEqualTo("bf16, pruned 0.3, packed");
        assertThat(new ImportOptions(Precision.INT8, 0, true, false))
                .isEqualTo(new ImportOptions(Precision.INT8, 0, false, false));
        for (double share : new double[] {-0.1, 1, Double.NaN}) {
            assertThatThrownBy(() -> ImportOptions.trainable().withPruned(share))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the pruned share must be at least 0 and below 1, not " + share);
        }
    }
}
