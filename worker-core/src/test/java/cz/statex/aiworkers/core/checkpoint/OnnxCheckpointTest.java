package cz.statex.aiworkers.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.testing.OnnxFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnnxCheckpointTest {

    @TempDir
    Path folder;

    @Test
    void readsTensorsByNameWithTypeShapeAndBytes() throws IOException {
        byte[] file = new OnnxFile()
                .floats("a.weight", new float[] {1, 2, 3, 4, 5, 6}, 2, 3)
                .packedFloats("a.bias", new float[] {7, 8}, 2)
                .tensor("ids", 7, new byte[16], 1, 2)
                .build();
        try (Checkpoint checkpoint = open(file)) {
            assertThat(checkpoint.names()).containsExactlyInAnyOrder("a.weight", "a.bias", "ids");
            assertThat(checkpoint.find("ids")).contains(new TensorInfo("ids", DType.INT64, List.of(1L, 2L)));
            assertThat(checkpoint.require("a.weight", DType.FLOAT32, 2L, 3L).bytes())
                    .isEqualTo(24);
            assertThat(floats(checkpoint.read("a.weight"))).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(floats(checkpoint.read("a.bias"))).containsExactly(7, 8);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, FLOAT32",
        "2, UINT8",
        "3, INT8",
        "5, INT16",
        "6, INT32",
        "7, INT64",
        "9, BOOL",
        "10, FLOAT16",
        "11, FLOAT64",
        "16, BFLOAT16"
    })
    void readsEveryTypeAsRawBytes(int written, DType read) throws IOException {
        byte[] raw = new byte[2 * read.bytes()];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) (250 + i);
        }
        try (Checkpoint checkpoint =
                open(new OnnxFile().tensor("t", written, raw, 2).build())) {
            assertThat(checkpoint.find("t")).contains(new TensorInfo("t", read, List.of(2L)));
            assertThat(checkpoint.read("t")).isEqualTo(ByteBuffer.wrap(raw));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2, 200, UINT8, -56", "3, -3, INT8, -3", "5, -300, INT16, -300", "6, -70000, INT32, -70000",
        "7, 5000000000, INT64, 5000000000", "9, 1, BOOL, 1", "10, 15360, FLOAT16, 15360", "16, 16256, BFLOAT16, 16256"
    })
    void readsTheListsOfNumbersOfSmallTensors(int written, long number, DType dtype, long read) throws IOException {
        byte[] file =
                new OnnxFile().numbers("t", written, new long[] {number, 0}, 2).build();
        try (Checkpoint checkpoint = open(file)) {
            ByteBuffer elements = checkpoint.read("t");
            assertThat(checkpoint.find("t").orElseThrow().dtype()).isEqualTo(dtype);
            assertThat(elements.remaining()).isEqualTo(2 * dtype.bytes());
            long first =
                    switch (dtype.bytes()) {
                        case 1 -> elements.get();
                        case 2 -> elements.getShort();
                        case 4 -> elements.getInt();
                        default -> elements.getLong();
                    };
            assertThat(first).isEqualTo(read);
        }
    }

    @Test
    void namesNamelessMatricesByTheirNodeAndTransposesThemBack() throws IOException {
        byte[] file = new OnnxFile()
                .floats("onnx::MatMul_9", new float[] {1, 2, 3, 4, 5, 6}, 2, 3)
                .node("MatMul", "/encoder/layer.0/attention/self/query/MatMul", "x", "onnx::MatMul_9")
                .node("MatMul", "/scores/MatMul", "q", "k")
                .node("Add", "/add", "x", "y")
                .build();
        try (Checkpoint checkpoint = open(file)) {
            String name = "encoder.layer.0.attention.self.query.weight";
            assertThat(checkpoint.require(name, DType.FLOAT32, 3L, 2L).shape()).containsExactly(3L, 2L);
            assertThat(floats(checkpoint.read(name))).containsExactly(1, 4, 2, 5, 3, 6);
            assertThat(checkpoint.names()).containsExactly(name);
        }
    }

    @Test
    void namesFileAndTensorWhenOneIsMissingOrMisshapen() throws IOException {
        try (Checkpoint checkpoint =
                open(new OnnxFile().floats("w", new float[2], 2).build())) {
            assertThatThrownBy(() -> checkpoint.require("v", DType.FLOAT32, 2L))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessage("tensor v of model file model.onnx is missing");
            assertThatThrownBy(() -> checkpoint.read("v")).isInstanceOf(CheckpointException.class);
            assertThatThrownBy(() -> checkpoint.require("w", DType.FLOAT32, 3L))
                    .isInstanceOfSatisfying(CheckpointException.class, problem -> {
                        assertThat(problem.file()).isEqualTo("model.onnx");
                        assertThat(problem.tensor()).contains("w");
                    })
                    .hasMessageContaining("FLOAT32[2], but the program needs FLOAT32[3]");
        }
    }

    @Test
    void refusesSizesThatContradictEachOther() {
        assertRefused(new OnnxFile().floats("w", new float[2], 3).build(), "has 8 bytes, but FLOAT32[3] takes 12");
        assertRefused(
                new OnnxFile().numbers("w", 6, new long[] {1, 2}, 3).build(), "has 8 bytes, but INT32[3] takes 12");
        assertRefused(
                new OnnxFile().numbers("w", 1, new long[] {1, 2}, 2).build(),
                "is of type FLOAT32, but kept as another");
        assertRefused(new OnnxFile().tensor("w", 1, new byte[0], 3).build(), "has 0 bytes, but FLOAT32[3] takes 12");
        assertRefused(new OnnxFile().floats("w", new float[2], -2).build(), "impossible shape");
        assertRefused(
                new OnnxFile()
                        .floats("w", new float[2], Long.MAX_VALUE, Long.MAX_VALUE)
                        .build(),
                "impossible shape");
    }

    @Test
    void refusesTensorsWithoutANameOrWithTheSameName() {
        assertRefused(new OnnxFile().floats("", new float[2], 2).build(), "without a name");
        assertRefused(
                new OnnxFile()
                        .floats("w", new float[2], 2)
                        .floats("w", new float[2], 2)
                        .build(),
                "two tensors named w");
        assertRefused(
                new OnnxFile()
                        .floats("a.weight", new float[2], 1, 2)
                        .floats("onnx::MatMul_1", new float[2], 1, 2)
                        .node("MatMul", "/a/MatMul", "x", "onnx::MatMul_1")
                        .build(),
                "tensor a.weight of model file model.onnx appears twice");
    }

    @Test
    void refusesFilesThatAreNoOnnxModel() {
        assertRefused(new byte[0], "holds no tensors");
        assertRefused("this is not an onnx file".getBytes(java.nio.charset.StandardCharsets.UTF_8), "");
        assertThatThrownBy(() -> OnnxCheckpoint.open(folder.resolve("absent.onnx")))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("model file absent.onnx cannot be opened");
    }

    @Test
    void refusesDataInOtherFiles() {
        assertRefused(
                new OnnxFile().floats("v", new float[1], 1).external("w", 1).build(),
                "tensor w of model file model.onnx is kept in another file, which is not read; save the model as one file");
    }

    @Test
    void leavesOutTensorsOfTypesThatNoProgramReads() throws IOException {
        byte[] file = new OnnxFile()
                .tensor("text", 8, new byte[0])
                .floats("w", new float[1], 1)
                .build();
        try (Checkpoint checkpoint = open(file)) {
            assertThat(checkpoint.names()).containsExactly("w");
        }
    }

    @Test
    void tellsWhenTheFileShrankAfterItWasOpened() throws IOException {
        Path file = folder.resolve("model.onnx");
        Files.write(file, new OnnxFile().floats("w", new float[100], 100).build());
        try (Checkpoint checkpoint = OnnxCheckpoint.open(file)) {
            Files.write(file, new byte[50]);
            assertThatThrownBy(() -> checkpoint.read("w"))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessage("tensor w of model file model.onnx is truncated: it shrank after it was opened");
        }
    }

    @Test
    void failsTypedAfterItWasClosed() throws IOException {
        OnnxCheckpoint checkpoint =
                open(new OnnxFile().floats("w", new float[1], 1).build());
        checkpoint.close();
        assertThatThrownBy(() -> checkpoint.read("w")).isInstanceOf(CheckpointException.class);
    }

    private void assertRefused(byte[] file, String problem) {
        assertThatThrownBy(() -> open(file).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("model.onnx")
                .hasMessageContaining(problem);
    }

    private OnnxCheckpoint open(byte[] file) throws IOException {
        return OnnxCheckpoint.open(Files.write(folder.resolve("model.onnx"), file));
    }

    private static float[] floats(ByteBuffer buffer) {
        float[] values = new float[buffer.remaining() / 4];
        buffer.asFloatBuffer().get(values);
        return values;
    }
}
