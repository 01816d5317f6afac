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

/** Weights in int8 are read as the floats that they stand for. */
class OnnxQuantizedTest {

    private static final byte[] SIX = {1, 2, 3, (byte) 253, (byte) 254, (byte) 255};
    private static final float[] TWO_SCALES = {10, 100};
    private static final float[] THREE_SCALES = {10, 100, 1000};
    private static final int INT32 = 6;

    @TempDir
    Path folder;

    @Test
    void readsBytesWithoutSignAsFloats() throws IOException {
        OnnxFile file = new OnnxFile().quantized("conv1.weight", OnnxFile.UINT8, SIX, 0.5f, 128, 2, 3);
        try (Checkpoint checkpoint = open(file)) {
            assertThat(checkpoint.names()).containsExactly("conv1.weight");
            checkpoint.require("conv1.weight", DType.FLOAT32, 2L, 3L);
            assertThat(floats(checkpoint, "conv1.weight")).containsExactly(-63.5f, -63, -62.5f, 62.5f, 63, 63.5f);
        }
    }

    @Test
    void readsBytesWithSignAsFloats() throws IOException {
        OnnxFile file = new OnnxFile().quantized("w", OnnxFile.INT8, SIX, 2, -1, 6);
        try (Checkpoint checkpoint = open(file)) {
            assertThat(floats(checkpoint, "w")).containsExactly(4, 6, 8, -4, -2, 0);
        }
    }

    @Test
    void namesNamelessMatricesByTheNodesOfTheQuantizer() throws IOException {
        OnnxFile file = new OnnxFile()
                .quantized("onnx::MatMul_603", OnnxFile.INT8, SIX, 2, 0, 2, 3)
                .quantized("onnx::MatMul_7_merged_0", OnnxFile.INT8, SIX, 4, 0, 2, 3)
                .quantized("onnx::MatMul_8", OnnxFile.INT8, SIX, 8, 0, 2, 3)
                .node("DynamicQuantizeLinear", "/layers.0/norm/Add_QuantizeLinear", "/layers.0/norm/Add")
                .node("MatMulInteger", "/layers.0/fc1/MatMul_quant", "x", "onnx::MatMul_603_quantized", "z", "p")
                .node("MatMulInteger", "/layers.0/fc2/MatMul_1_quant", "x", "onnx::MatMul_7_merged_0_quantized")
                .node("QLinearMatMul", "/layers.0/fc3/MatMul_quant", "x", "s", "z", "onnx::MatMul_8_quantized", "t");
        try (Checkpoint checkpoint = open(file)) {
            assertThat(checkpoint.names())
                    .containsExactly("layers.0.fc1.weight", "layers.0.fc2.weight", "layers.0.fc3.weight");
            checkpoint.require("layers.0.fc1.weight", DType.FLOAT32, 3L, 2L);
            assertThat(floats(checkpoint, "layers.0.fc1.weight")).containsExactly(2, -6, 4, -4, 6, -2);
            assertThat(floats(checkpoint, "layers.0.fc2.weight")).containsExactly(4, -12, 8, -8, 12, -4);
            assertThat(floats(checkpoint, "layers.0.fc3.weight")).containsExactly(8, -24, 16, -16, 24, -8);
        }
    }

    @Test
    void namesMatricesThatAreMadeFloatsBeforeTheyAreMultipliedWith() throws IOException {
        OnnxFile file = new OnnxFile()
                .quantized("onnx::MatMul_9", OnnxFile.INT8, SIX, 2, 0, 2, 3)
                .dequantize("onnx::MatMul_9", 1)
                .node("MatMul", "/head/MatMul", "x", "onnx::MatMul_9_DequantizeLinear_Output");
        try (Checkpoint checkpoint = open(file)) {
            assertThat(checkpoint.names()).containsExactly("head.weight");
            assertThat(floats(checkpoint, "head.weight")).containsExactly(2, -6, 4, -4, 6, -2);
        }
    }

    @Test
    void scalesEachOutputOfAMatrixByItsOwn() throws IOException {
        byte[] nine = {1, 2, 3, 1, 2, 3, 1, 2, 3};
        OnnxFile file = new OnnxFile()
                .tensor("onnx::MatMul_1_quantized", OnnxFile.INT8, nine, 3, 3)
                .packedFloats("onnx::MatMul_1_scale", THREE_SCALES, 3)
                .numbers("onnx::MatMul_1_zero_point", OnnxFile.INT8, new long[] {0, 1, -1}, 3)
                .node("MatMulInteger", "/fc/MatMul_quant", "x", "onnx::MatMul_1_quantized");
        try (Checkpoint checkpoint = open(file)) {
            // Stored are [in, out], so the scales run along the columns; read are [out, in].
            assertThat(floats(checkpoint, "fc.weight")).containsExactly(10, 10, 10, 100, 100, 100, 4000, 4000, 4000);
        }
    }

    @Test
    void scalesEachChannelOfAConvolutionByItsOwn() throws IOException {
        byte[] eight = {1, 2, 3, 4, 5, 6, 7, 8};
        OnnxFile file = new OnnxFile()
                .tensor("conv.weight_quantized", OnnxFile.INT8, eight, 2, 2, 2)
                .packedFloats("conv.weight_scale", TWO_SCALES, 2)
                .numbers("conv.weight_zero_point", OnnxFile.INT8, new long[] {0, 0}, 2)
                .node("QLinearConv", "/conv/Conv_quant", "x", "s", "z", "conv.weight_quantized");
        try (Checkpoint checkpoint = open(file)) {
            assertThat(floats(checkpoint, "conv.weight")).containsExactly(10, 20, 30, 40, 500, 600, 700, 800);
        }
    }

    @Test
    void scalesAlongTheAxisThatTheNodeTells() throws IOException {
        byte[] four = {1, 2, 3, 4};
        for (long axis : new long[] {0, 1, -1}) {
            OnnxFile file = new OnnxFile()
                    .tensor("w_quantized", OnnxFile.INT8, four, 2, 2)
                    .packedFloats("w_scale", TWO_SCALES, 2)
                    .numbers("w_zero_point", OnnxFile.INT8, new long[] {0, 0}, 2)
                    .dequantize("w", axis);
            try (Checkpoint checkpoint = open(file)) {
                float[] rows = {10, 20, 300, 400};
                float[] columns = {10, 200, 30, 400};
                assertThat(floats(checkpoint, "w")).containsExactly(axis == 0 ? rows : columns);
            }
        }
    }

    @Test
    void scalesAlongTheOnlyAxisThatFitsWhenNothingTellsIt() throws IOException {
        OnnxFile file =
                new OnnxFile().tensor("w_quantized", OnnxFile.INT8, SIX, 2, 3).packedFloats("w_scale", THREE_SCALES, 3);
        try (Checkpoint checkpoint = open(file)) {
            assertThat(floats(checkpoint, "w")).containsExactly(10, 200, 3000, -30, -200, -1000);
        }
        OnnxFile square = new OnnxFile()
                .tensor("w_quantized", OnnxFile.INT8, new byte[4], 2, 2)
                .packedFloats("w_scale", TWO_SCALES, 2);
        assertRefused(square, "tensor w_quantized of model file m of shape [2, 2] has 2 scales, and nothing tells");
    }

    @Test
    void readsABiasThatIsScaledLikeTheSumsThatItIsAddedTo() throws IOException {
        OnnxFile file = new OnnxFile()
                .numbers("fc.bias_quantized", INT32, new long[] {-3, Integer.MIN_VALUE}, 2)
                .packedFloats("fc.bias_quantized_scale", new float[] {0.5f}, 1)
                .numbers("fc.bias_quantized_zero_point", INT32, new long[] {1}, 1);
        try (Checkpoint checkpoint = open(file)) {
            assertThat(checkpoint.names()).containsExactly("fc.bias");
            assertThat(floats(checkpoint, "fc.bias")).containsExactly(-2, -1_073_741_824);
        }
    }

    @Test
    void refusesScalesAndZeroPointsThatDoNotFit() {
        OnnxFile numbers = new OnnxFile().tensor("w_quantized", OnnxFile.INT8, SIX, 2, 3);
        assertRefused(
                numbers.packedFloats("w_scale", new float[4], 4),
                "of shape [2, 3] has 4 scales, and nothing tells their axis");
        assertRefused(
                new OnnxFile()
                        .tensor("w_quantized", OnnxFile.INT8, SIX, 2, 3)
                        .packedFloats("w_scale", TWO_SCALES, 2)
                        .dequantize("w", 1),
                "has 2 scales, and they do not fit axis 1");
        assertRefused(
                new OnnxFile()
                        .tensor("w_quantized", OnnxFile.INT8, SIX, 2, 3)
                        .packedFloats("w_scale", new float[6], 2, 3),
                "has scales of shape [2, 3]; read are one, and one for each index of an axis");
        assertRefused(
                new OnnxFile().tensor("w_quantized", OnnxFile.INT8, SIX, 2, 3).numbers("w_scale", INT32, new long[] {1
                }),
                "has scales of type INT32; read is FLOAT32");
        assertRefused(
                new OnnxFile()
                        .tensor("w_quantized", OnnxFile.INT8, SIX, 2, 3)
                        .packedFloats("w_scale", new float[1])
                        .numbers("w_zero_point", OnnxFile.UINT8, new long[] {1}),
                "has zero points UINT8[] for scales of shape []");
        assertRefused(
                new OnnxFile().floats("w_quantized", new float[1], 1).packedFloats("w_scale", new float[1]),
                "is quantized to FLOAT32; read are INT8, UINT8 and INT32");
    }

    @Test
    void leavesScalesAloneThatBelongToNoWeight() throws IOException {
        OnnxFile file = new OnnxFile()
                .packedFloats("logit_scale", new float[] {3})
                .tensor("codes_quantized", OnnxFile.INT8, new byte[2], 2);
        try (Checkpoint checkpoint = open(file)) {
            assertThat(checkpoint.names()).containsExactly("logit_scale", "codes_quantized");
        }
    }

    private void assertRefused(OnnxFile file, String problem) {
        assertThatThrownBy(() -> open(file).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("tensor w")
                .hasMessageContaining(problem);
    }

    private Checkpoint open(OnnxFile file) throws IOException {
        return Checkpoint.open(Files.write(folder.resolve("m"), file.build()));
    }

    private static float[] floats(Checkpoint checkpoint, String name) throws IOException {
        ByteBuffer buffer = checkpoint.read(name);
        float[] values = new float[buffer.remaining() / Float.BYTES];
        buffer.asFloatBuffer().get(values);
        return values;
    }
}
