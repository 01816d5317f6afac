package cz.statex.aiworkers.core.torchscript.archive;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.core.checkpoint.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ArchiveFormTest {

    private static final ArchiveForm INT8 = new ArchiveForm(DType.FLOAT32, 0, ArchiveForm.Linear.INT8);

    private final Weight matrix = floats(List.of(2L, 3L), 1, -0.5f, 0.25f, 0, 0, 0);
    private final Weight bias = floats(List.of(2L), 7, 8);
    private final Weight filters = new Weight(DType.FLOAT64, List.of(1L), () -> ByteBuffer.allocate(8));

    private static Weight floats(List<Long> shape, float... values) {
        return new Weight(DType.FLOAT32, shape, () -> {
            ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values);
            return bytes;
        });
    }

    private ScriptModule model() {
        return new ScriptModule("Model")
                .weight("word", matrix)
                .weight("filters", filters)
                .module(
                        "layer",
                        new ScriptModule("Linear")
                                .weight("weight", floats(List.of(2L, 3L), 1, -0.5f, 0.25f, 0, 0, 0))
                                .weight("bias", bias))
                .module("scores", ScriptModule.projection(matrix));
    }

    @Test
    void bytesAreScaledByTheLargestOfTheirOutput() throws Exception {
        ScriptModule converted = INT8.module(model());
        List<Weight> layer = module(converted, "layer").state();
        assertThat(layer).extracting(Weight::dtype).containsExactly(DType.INT8, DType.FLOAT32, DType.FLOAT32);
        // -63.5 and 31.75; an output without weights has a scale all the same.
        assertThat(layer.get(0).read().array()).containsExactly(127, -64, 32, 0, 0, 0);
        assertThat(values(layer.get(1))).containsExactly(1f / 127, 1);
        assertThat(layer.get(2)).isEqualTo(bias);
        assertThat(module(converted, "scores").state())
                .extracting(Weight::dtype)
                .containsExactly(DType.INT8, DType.FLOAT32);
        assertThat(converted.weights()).containsEntry("word", matrix).containsEntry("filters", filters);
    }

    @Test
    void narrowsAllFloatsOf32BitsAndKeepsSharedWeightsShared() {
        ScriptModule converted = new ArchiveForm(DType.BFLOAT16, 0, ArchiveForm.Linear.PACKED).module(model());
        Weight word = converted.weights().get("word");
        assertThat(word).isNotNull().extracting(Weight::dtype).isEqualTo(DType.BFLOAT16);
        assertThat(module(converted, "scores").state()).containsExactly(word);
        assertThat(converted.weights()).containsEntry("filters", filters);
    }

    @Test
    void prunesTheSmallestWeightsOfWhatIsOnlyALinearLayer() throws Exception {
        ScriptModule converted = new ArchiveForm(DType.FLOAT32, 0.7, ArchiveForm.Linear.PLAIN).module(model());
        Weight pruned =
                Objects.requireNonNull(module(converted, "layer").weights().get("weight"));
        // 4.2 of 6 are 4: three zeros and the quarter.
        assertThat(values(pruned)).containsExactly(1, -0.5f, 0, 0, 0, 0);
        assertThat(module(converted, "layer").weights()).containsEntry("bias", bias);
        assertThat(module(converted, "scores").weights()).containsEntry("weight", matrix);
    }

    @Test
    void ofEqualWeightsTheFirstArePruned() throws Exception {
        assertThat(values(Pruning.of(floats(List.of(1L, 4L), 2, -1, 1, 1), 0.5)))
                .containsExactly(2, 0, 0, 1);
    }

    @Test
    void replacesTheClassesOfLinearLayers() {
        String program =
                ProgramText.of("p", "@include linear\nclass Model(Module):").filled(Map.of());
        assertThat(INT8.program(program))
                .contains("ops.quantized.linear_dynamic", "class Linear(Module)", "class Projection(Module)")
                .doesNotContain("torch.linear(")
                .endsWith("class Model(Module):\n");
        assertThat(INT8.program("class Model(Module):\n")).isEqualTo("class Model(Module):\n");
    }

    @Test
    void aSharedTensorIsPickledOnceAndRemembered() {
        Pickle.Pickled once = Pickle.of(model());
        assertThat(once.storages()).hasSize(4);
        assertThat(once.storages()).filteredOn(matrix::equals).hasSize(1);
    }

    private static ScriptModule module(ScriptModule parent, String attribute) {
        return Objects.requireNonNull(parent.modules().get(attribute));
    }

    private static float[] values(Weight weight) throws Exception {
        float[] values = new float[(int) weight.elements()];
        weight.read().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }
}
