package cz.statex.aiworkers.core.model.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.testing.TinyBert;
import cz.statex.aiworkers.core.torchscript.Precision;
import cz.statex.aiworkers.core.torchscript.UnsupportedPrecisionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceTest {

    private static final long HEAP = Runtime.getRuntime().maxMemory();

    @TempDir
    Path folder;

    @Test
    void theDefaultBudgetIsAShareOfWhatIsBeyondTheHeapAndOfAGpu() {
        MemoryBudget shares = MemoryBudget.shares();
        assertThat(shares.of("cpu", new Devices.Memory(5, HEAP + 1000))).isEqualTo(700);
        assertThat(shares.of("cpu", new Devices.Memory(5, HEAP - 1))).isZero();
        assertThat(shares.of("cuda:1", new Devices.Memory(5, 1000))).isEqualTo(900);
    }

    @Test
    void anAbsoluteBudgetIsTakenAsItIs() {
        MemoryBudget budget = new MemoryBudget(7L, 8L);
        assertThat(budget.of("cpu", new Devices.Memory(5, 1000))).isEqualTo(7);
        assertThat(budget.of("cuda:0", new Devices.Memory(5, 1000))).isEqualTo(8);
        assertThatThrownBy(() -> new MemoryBudget(0L, null)).hasMessageContaining("more than 0 bytes");
        assertThatThrownBy(() -> new MemoryBudget(null, -1L)).hasMessageContaining("more than 0 bytes");
    }

    @Test
    void precisionIsTheOperatorsChoiceAsFarAsModelAndDeviceAllowIt() throws Exception {
        ModelEntry tiny = entry(Precision.BF16, Precision.INT8, Precision.FP16);
        PrecisionChoice choice =
                new PrecisionChoice(Precision.BF16, Precision.FP16, Map.of("tiny-bert", Precision.INT8));
        assertThat(choice.of(tiny, false)).isEqualTo(Precision.INT8);
        assertThat(choice.of(tiny, true)).isEqualTo(Precision.FP16);
        assertThat(choice.of(entry(Precision.FP32, Precision.BF16), false)).isEqualTo(Precision.BF16);
        assertThat(choice.of(entry(Precision.FP32, Precision.BF16), true)).isEqualTo(Precision.FP32);
    }

    @Test
    void precisionIsWhatTheCatalogPrefersWhereNobodyChoosesAndTheDeviceCanDoIt() throws Exception {
        assertThat(PrecisionChoice.ofCatalog().of(entry(), false)).isEqualTo(Precision.FP32);
        assertThat(PrecisionChoice.ofCatalog().of(entry(Precision.INT8, Precision.BF16), false))
                .isEqualTo(Precision.INT8);
        assertThat(PrecisionChoice.ofCatalog().of(entry(Precision.INT8, Precision.BF16), true))
                .isEqualTo(Precision.BF16);
        assertThat(PrecisionChoice.ofCatalog().of(entry(Precision.INT8), true)).isEqualTo(Precision.FP32);
    }

    private ModelEntry entry(Precision... precisions) throws Exception {
        ModelEntry tiny = TinyBert.entry(folder);
        return new ModelEntry(
                tiny.name(),
                tiny.version(),
                tiny.card(),
                tiny.program(),
                tiny.config(),
                tiny.maxTokens(),
                List.of(precisions),
                0,
                tiny.artifacts());
    }

    @Test
    void refusesPrecisionsThatADeviceCannotDo() {
        assertThatThrownBy(() -> new PrecisionChoice(Precision.FP16, Precision.FP32, Map.of()))
                .isInstanceOf(UnsupportedPrecisionException.class)
                .hasMessage("precision fp16 cannot be computed on cpu; choose one of [fp32, bf16, int8]");
        assertThatThrownBy(() -> new PrecisionChoice(Precision.FP32, Precision.INT8, Map.of()))
                .hasMessage("precision int8 cannot be computed on cuda; choose one of [fp32, bf16, fp16]");
        assertThatThrownBy(() -> new Placement("cpu", Precision.FP16))
                .isInstanceOf(UnsupportedPrecisionException.class)
                .hasMessageContaining("fp16 cannot be computed on cpu");
        assertThatThrownBy(() -> new Placement("cuda:0", Precision.INT8))
                .isInstanceOf(UnsupportedPrecisionException.class);
    }

    @Test
    void mainMemoryIsWhatThisProcessHasResident() throws Exception {
        Path status = Files.writeString(folder.resolve("status"), "Name:\tjava\nVmRSS:\t  12345 kB\nThreads: 3\n");
        assertThat(new MainMemory(status).memory("cpu").used()).isEqualTo(12_345 * 1024L);
        Devices.Memory real = new MainMemory().memory("cpu");
        assertThat(real.total()).isGreaterThan(real.used()).isGreaterThan(0);
        assertThat(real.free()).isEqualTo(real.total() - real.used());
    }

    @Test
    void mainMemoryIsUnknownWhereTheSystemDoesNotTell() throws Exception {
        assertThat(new MainMemory(folder.resolve("none")).memory("cpu").used()).isZero();
        Path silent = Files.writeString(folder.resolve("silent"), "Name: java\n");
        assertThat(new MainMemory(silent).memory("cpu").used()).isZero();
        Path odd = Files.writeString(folder.resolve("odd"), "VmRSS: much\n");
        assertThat(new MainMemory(odd).memory("cpu").used()).isZero();
        assertThat(new MainMemory().choose()).isEqualTo("cpu");
        assertThat(new MainMemory().usesGpus()).isFalse();
    }
}
