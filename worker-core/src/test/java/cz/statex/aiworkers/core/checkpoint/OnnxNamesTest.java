package cz.statex.aiworkers.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.testing.OnnxFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of weights in graphs with branches, copies and weights that are used twice. */
class OnnxNamesTest {

    private static final float[] ONE_TO_SIX = {1, 2, 3, 4, 5, 6};
    private static final float[] OTHERS = {7, 8, 9, 10, 11, 12};

    @TempDir
    Path folder;

    @Test
    void findsTheTensorsOfBranchesAndNamesTheMatricesThatTheyShare() throws IOException {
        OnnxFile file = new OnnxFile()
                .branches(
                        new OnnxFile()
                                .floats("first.bias", new float[] {1}, 1)
                                .node("MatMul", "/decoder/fc1/MatMul", "x", "onnx::MatMul_5_merged_0")
                                .branches(new OnnxFile().floats("inmost", new float[] {3}, 1), new OnnxFile()),
                        new OnnxFile()
                                .floats("second.bias", new float[] {2}, 1)
                                .node("MatMul", "/decoder/fc1/MatMul", "x", "onnx::MatMul_5_merged_0")
                                .node("MatMul", "/decoder/fc2/MatMul", "x", "onnx::MatMul_6_merged_0"))
                .floats("onnx::MatMul_5_merged_0", ONE_TO_SIX, 2, 3)
                .floats("onnx::MatMul_6_merged_0", OTHERS, 2, 3)
                .floats("decoder.fc1.bias_merged_0", new float[] {4}, 1);
        try (Checkpoint checkpoint = open(file)) {
            assertThat(checkpoint.names())
                    .containsExactlyInAnyOrder(
                            "decoder.fc1.weight",
                            "decoder.fc2.weight",
                            "decoder.fc1.bias",
                            "first.bias",
                            "second.bias",
                            "inmost");
            assertThat(floats(checkpoint, "decoder.fc1.weight")).containsExactly(1, 4, 2, 5, 3, 6);
            assertThat(floats(checkpoint, "decoder.fc2.weight")).containsExactly(7, 10, 8, 11, 9, 12);
            assertThat(floats(checkpoint, "inmost")).containsExactly(3);
        }
    }

    @Test
    void understandsANumberAsTheGraphThatUsesIt() throws IOException {
        OnnxFile file = new OnnxFile()
                .branches(
                        new OnnxFile()
                                .floats("onnx::MatMul_1", ONE_TO_SIX, 2, 3)
                                .node("MatMul", "/a/MatMul", "x", "onnx::MatMul_1"),
                        new OnnxFile()
                                .floats("onnx::MatMul_1", OTHERS, 2, 3)
                                .node("MatMul", "/b/MatMul", "x", "onnx::MatMul_1"))
                .floats("w", new float[1], 1);
        try (Checkpoint checkpoint = open(file)) {
            assertThat(floats(checkpoint, "a.weight")).containsExactly(1, 4, 2, 5, 3, 6);
            assertThat(floats(checkpoint, "b.weight")).containsExactly(7, 10, 8, 11, 9, 12);
        }
    }

    @Test
    void acceptsEqualCopiesInBranchesAndLeavesOutNumbersThatDiffer() throws IOException {
        OnnxFile file = new OnnxFile()
                .branches(
                        new OnnxFile()
                                .floats("w", ONE_TO_SIX, 6)
                                .quantized("q", OnnxFile.INT8, new byte[] {1, 2}, 2, 1, 2)
                                .numbers("onnx::Unsqueeze_4", 7, new long[] {1}, 1)
                                .floats("onnx::MatMul_5", OTHERS, 2, 3)
                                .node("MatMul", "/a/MatMul", "x", "onnx::MatMul_5"),
                        new OnnxFile()
                                .floats("w", ONE_TO_SIX, 6)
                                .quantized("q", OnnxFile.INT8, new byte[] {1, 2}, 2, 1, 2)
                                .numbers("onnx::Unsqueeze_4", 7, new long[] {2}, 1)
                                .floats("onnx::MatMul_6", OTHERS, 2, 3)
                                .node("MatMul", "/a/MatMul", "x", "onnx::MatMul_6"));
        try (Checkpoint checkpoint = open(file)) {
            assertThat(checkpoint.names()).containsExactlyInAnyOrder("w", "q", "a.weight");
            assertThat(floats(checkpoint, "q")).containsExactly(0, 2);
        }
    }

    @Test
    void refusesCopiesThatDiffer() {
        String problem = "appears twice, and not with the same elements";
        assertRefused(
                new OnnxFile().floats("w", ONE_TO_SIX, 6), new OnnxFile().floats("w", OTHERS, 6), "tensor w", problem);
        assertRefused(
                new OnnxFile().floats("w", ONE_TO_SIX, 6),
                new OnnxFile().floats("w", ONE_TO_SIX, 2, 3),
                "tensor w",
                problem);
        assertRefused(
                new OnnxFile().quantized("w", OnnxFile.INT8, new byte[1], 1, 0, 1),
                new OnnxFile().quantized("w", OnnxFile.INT8, new byte[1], 2, 0, 1),
                "tensor w",
                problem);
        assertRefused(
                new OnnxFile().quantized("w", OnnxFile.INT8, new byte[1], 1, 0, 1),
                new OnnxFile()
                        .tensor("w_quantized", OnnxFile.INT8, new byte[1], 1)
                        .packedFloats("w_scale", new float[] {1}),
                "tensor w",
                problem);
    }

    @Test
    void findsAWeightThatIsStoredOnceUnderItsOtherNames() throws IOException {
        OnnxFile file = new OnnxFile()
                .floats("embed.weight", ONE_TO_SIX, 2, 3)
                .floats("layers.0.norm.bias", new float[] {0}, 1)
                .nodeTo("layers.1.norm.bias", "Identity", "layers.0.norm.bias")
                .nodeTo("layers.2.norm.bias", "Identity", "layers.1.norm.bias")
                .nodeTo("turned", "Transpose", "embed.weight")
                .node("MatMul", "/lm_head/MatMul", "x", "turned")
                .node("MatMul", "/embed/MatMul", "x", "embed.weight");
        try (Checkpoint checkpoint = open(file)) {
            assertThat(checkpoint.names())
                    .containsExactlyInAnyOrder(
                            "embed.weight",
                            "lm_head.weight",
                            "layers.0.norm.bias",
                            "layers.1.norm.bias",
                            "layers.2.norm.bias");
            assertThat(floats(checkpoint, "embed.weight")).containsExactly(ONE_TO_SIX);
            assertThat(floats(checkpoint, "lm_head.weight")).containsExactly(ONE_TO_SIX);
            assertThat(floats(checkpoint, "layers.2.norm.bias")).containsExactly(0);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsTheOrderOfATransposeAndRefusesOthersThanASwap(boolean packed) throws IOException {
        OnnxFile swapped = new OnnxFile()
                .floats("w", ONE_TO_SIX, 2, 3)
                .transpose("turned", "w", packed, 1, 0)
                .node("MatMul", "/head/MatMul", "x", "turned");
        try (Checkpoint checkpoint = open(swapped)) {
            assertThat(floats(checkpoint, "head.weight")).containsExactly(ONE_TO_SIX);
        }
        OnnxFile straight = new OnnxFile()
                .floats("w", ONE_TO_SIX, 2, 3)
                .transpose("turned", "w", packed, 0, 1)
                .node("MatMul", "/head/MatMul", "x", "turned");
        assertThatThrownBy(() -> open(straight))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("tensor w")
                .hasMessageContaining("is transposed with perm [0, 1], but only [1, 0] is read");
    }

    @Test
    void findsAQuantizedEmbeddingThatIsTheHeadToo() throws IOException {
        OnnxFile file = new OnnxFile()
                .quantized("embed.weight", OnnxFile.INT8, new byte[] {1, 2, 3, 4, 5, 6}, 2, 0, 2, 3)
                .nodeTo("turned_quantized", "Transpose", "embed.weight_quantized")
                .nodeTo(
                        "turned",
                        "DequantizeLinear",
                        "turned_quantized",
                        "embed.weight_scale",
                        "embed.weight_zero_point")
                .node("MatMul", "/proj_out/MatMul", "x", "turned");
        try (Checkpoint checkpoint = open(file)) {
            assertThat(checkpoint.names()).containsExactlyInAnyOrder("embed.weight", "proj_out.weight");
            checkpoint.require("proj_out.weight", DType.FLOAT32, 2L, 3L);
            assertThat(floats(checkpoint, "proj_out.weight")).containsExactly(2, 4, 6, 8, 10, 12);
        }
    }

    @Test
    void findsWeightsInConstants() throws IOException {
        OnnxFile file = new OnnxFile()
                .branches(
                        new OnnxFile().constant("decoder.bias", 1, 2), new OnnxFile().constant("/Constant_output_0", 3))
                .floats("w", new float[1], 1);
        try (Checkpoint checkpoint = open(file)) {
            assertThat(checkpoint.names()).containsExactlyInAnyOrder("decoder.bias", "w");
            assertThat(floats(checkpoint, "decoder.bias")).containsExactly(1, 2);
        }
    }

    @Test
    void leavesMatricesAloneWhoseNodeTellsNoLayerOrThatAreNoWeights() throws IOException {
        OnnxFile file = new OnnxFile()
                .floats("onnx::MatMul_1", ONE_TO_SIX, 2, 3)
                .floats("onnx::MatMul_2", ONE_TO_SIX, 6)
                .node("MatMul", "MatMul_17", "x", "onnx::MatMul_1")
                .node("MatMul", "/vector/MatMul", "x", "onnx::MatMul_2")
                .node("MatMul", "/scores/MatMul", "q", "k")
                .nodeTo("a", "Identity", "b")
                .nodeTo("b", "Identity", "a")
                .node("MatMul", "/loop/MatMul", "x", "a")
                .nodeTo("computed", "DequantizeLinear", "onnx::MatMul_1", "no_scale")
                .node("MatMul", "/computed/MatMul", "x", "computed");
        try (Checkpoint checkpoint = open(file)) {
            assertThat(checkpoint.names()).containsExactly("onnx::MatMul_1", "onnx::MatMul_2");
        }
    }

    @Test
    void refusesToGoDownOrToCompareForEver() {
        OnnxFile deep = new OnnxFile().floats("w", new float[1], 1);
        for (int i = 0; i < 40; i++) {
            deep = new OnnxFile().branches(deep, new OnnxFile());
        }
        byte[] tooDeep = deep.build();
        assertThatThrownBy(() -> open(tooDeep).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("holds graphs in graphs, more than 32 deep");

        OnnxFile repeating = new OnnxFile()
                .floats("onnx::MatMul_1", new float[1000], 10, 100)
                .floats("onnx::MatMul_2", new float[1000], 10, 100);
        for (int i = 0; i < 40; i++) {
            repeating.node("MatMul", "/a/MatMul", "x", "onnx::MatMul_" + (1 + i % 2));
        }
        assertThatThrownBy(() -> open(repeating).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("appears again and again");
    }

    private void assertRefused(OnnxFile first, OnnxFile second, String... problems) {
        assertThatThrownBy(() -> open(new OnnxFile().branches(first, second)).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll(problems);
    }

    private Checkpoint open(OnnxFile file) throws IOException {
        return open(file.build());
    }

    private Checkpoint open(byte[] file) throws IOException {
        return Checkpoint.open(Files.write(folder.resolve("m"), file));
    }

    private static float[] floats(Checkpoint checkpoint, String name) throws IOException {
        ByteBuffer buffer = checkpoint.read(name);
        float[] values = new float[buffer.remaining() / Float.BYTES];
        buffer.asFloatBuffer().get(values);
        return values;
    }
}
