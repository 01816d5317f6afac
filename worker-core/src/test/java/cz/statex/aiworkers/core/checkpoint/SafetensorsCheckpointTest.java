package cz.statex.aiworkers.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.testing.SafetensorsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsCheckpointTest {

    private static final String ONE = "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}";

    @TempDir
    Path folder;

    @Test
    void readsTensorsByNameWithTypeShapeAndBytes() throws IOException {
        byte[] file = new SafetensorsFile()
                .metadata(Map.of("format", "pt", "history", "long ".repeat(20_000)))
                .floats("a.weight", new float[] {1, 2, 3, 4, 5, 6}, 2, 3)
                .floats("scalar", new float[] {7})
                .floats("empty", new float[0], 0, 3)
                .floats("b", new float[] {8, 9}, 2)
                .build();
        try (Checkpoint checkpoint = open(file)) {
            assertThat(checkpoint.fileName()).isEqualTo("model");
            assertThat(checkpoint.names()).containsExactly("a.weight", "scalar", "empty", "b");
            assertThat(checkpoint.require("a.weight", DType.FLOAT32, 2L, 3L).bytes())
                    .isEqualTo(24);
            assertThat(checkpoint.find("scalar")).contains(new TensorInfo("scalar", DType.FLOAT32, List.of()));
            assertThat(floats(checkpoint.read("a.weight"))).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(floats(checkpoint.read("scalar"))).containsExactly(7);
            assertThat(floats(checkpoint.read("empty"))).isEmpty();
            assertThat(floats(checkpoint.read("b"))).containsExactly(8, 9);
            assertThatThrownBy(() -> checkpoint.read("c"))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessage("tensor c of model file model is missing");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "F64, FLOAT64",
        "F32, FLOAT32",
        "F16, FLOAT16",
        "BF16, BFLOAT16",
        "I64, INT64",
        "I32, INT32",
        "I16, INT16",
        "I8, INT8",
        "U8, UINT8",
        "BOOL, BOOL"
    })
    void readsEveryType(String written, DType read) throws IOException {
        byte[] raw = new byte[3 * read.bytes()];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) (250 + i);
        }
        try (Checkpoint checkpoint =
                open(new SafetensorsFile().tensor("t", written, raw, 3, 1).build())) {
            assertThat(checkpoint.find("t")).contains(new TensorInfo("t", read, List.of(3L, 1L)));
            ByteBuffer elements = checkpoint.read("t");
            assertThat(elements.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
            assertThat(elements).isEqualTo(ByteBuffer.wrap(raw));
        }
    }

    @Test
    void acceptsTensorsInAnyOrderAndTheSpacesThatAlignTheData() throws IOException {
        String header = "{\"b\":{\"shape\":[1],\"data_offsets\":[4,8],\"dtype\":\"F32\",\"note\":{\"x\":[1,{}]}},"
                + "\"a\":" + ONE + "}      ";
        byte[] data = {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x40};
        try (Checkpoint checkpoint = open(SafetensorsFile.of(header, data))) {
            assertThat(floats(checkpoint.read("a"))).containsExactly(1);
            assertThat(floats(checkpoint.read("b"))).containsExactly(2);
        }
    }

    @Test
    void refusesHeadersThatTheFileCannotHold() {
        byte[] header = "{}".getBytes(StandardCharsets.UTF_8);
        assertRefused(new byte[] {9, 0, 0, 0, 0, 0, 0, 0}, "its header claims 9 bytes, but the file holds only 0 more");
        assertRefused(
                SafetensorsFile.of(1000, header, new byte[4]),
                "is truncated: its header claims 1000 bytes, but the file holds only 6 more");
        assertRefused(
                SafetensorsFile.of(100_000_001, header, new byte[4]),
                "claims a header of 100000001 bytes, and at most 100000000 are allowed");
        assertRefused(SafetensorsFile.of(-1, header, new byte[4]), "claims a header of 18446744073709551615 bytes");
        assertRefused(
                SafetensorsFile.of(Long.MAX_VALUE, header, new byte[4]), "claims a header of 9223372036854775807");
    }

    @Test
    void refusesHeadersThatAreNotOneJsonObject() {
        assertRefused(SafetensorsFile.of("{", new byte[0]), "has no valid JSON where it should");
        assertRefused(SafetensorsFile.of("{}}", new byte[0]), "has no valid JSON where it should");
        assertRefused(SafetensorsFile.of("{} {}", new byte[0]), "has more than a JSON object in its header");
        assertRefused(SafetensorsFile.of("{}", new byte[0]), "holds no tensors");
        assertRefused(SafetensorsFile.of("{\"__metadata__\":{},\"__metadata__\":{}}", new byte[0]), "two metadata");
        assertRefused(
                SafetensorsFile.of("{\"a\":[]}", new byte[0]), "tensor a of model file model is not described by");
        assertRefused(SafetensorsFile.of("{\"\":" + ONE + "}", new byte[4]), "a tensor without a name");
        assertRefused(
                SafetensorsFile.of("{\"" + "a".repeat(5000) + "\":" + ONE + "}", new byte[4]), "has no valid JSON");
        assertRefused(
                SafetensorsFile.of("{\"a\":{\"dtype\":\"" + "F".repeat(5000) + "\"}}", new byte[0]),
                "has no valid JSON");
        assertRefused(
                SafetensorsFile.of("{\"a\":{\"x\":" + "[".repeat(50) + "]".repeat(50) + "}}", new byte[0]),
                "has no valid JSON");
    }

    @Test
    void refusesTensorsThatAreNotFullyDescribed() {
        String problem = "has not one dtype, one shape and one pair of data_offsets";
        assertTensorRefused("{\"dtype\":\"F32\",\"shape\":[1]}", problem);
        assertTensorRefused("{\"dtype\":\"F32\",\"data_offsets\":[0,4]}", problem);
        assertTensorRefused("{\"shape\":[1],\"data_offsets\":[0,4]}", problem);
        assertTensorRefused("{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4]}", problem);
        assertTensorRefused("{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}", problem);
        assertTensorRefused(
                "{\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}", "shape that is no list of at");
        assertTensorRefused("{\"dtype\":\"F32\",\"shape\":1,\"data_offsets\":[0,4]}", "shape that is no list of at");
        assertTensorRefused(
                "{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],\"data_offsets\":[0,4]}",
                "shape that is no list of at most 16 integers");
        assertTensorRefused(
                "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,8]}",
                "data_offsets that is no list of at most 2 integers");
        assertTensorRefused(
                "{\"dtype\":\"F8_E5M2\",\"shape\":[4],\"data_offsets\":[0,4]}",
                "is of type F8_E5M2; read are F64 F32 F16 BF16 I64 I32 I16 I8 U8 BOOL");
        assertTensorRefused("{\"dtype\":7,\"shape\":[1],\"data_offsets\":[0,4]}", "is of type unknown");
    }

    @Test
    void refusesPlacesThatContradictTheTensorOrTheFile() {
        assertTensorRefused(
                "{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}", "has 4 bytes, but FLOAT32[2] takes 8");
        assertTensorRefused(
                "{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}", "has the impossible shape [-1]");
        assertTensorRefused(
                "{\"dtype\":\"F32\",\"shape\":[9223372036854775807,3],\"data_offsets\":[0,4]}", "impossible shape");
        assertTensorRefused(
                "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}",
                "is said to be at bytes 4 to 8 of the data, which has 4 bytes");
        assertTensorRefused(
                "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}", "is said to be at bytes 4 to 0");
        assertTensorRefused(
                "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}", "is said to be at bytes -4 to 0");
        assertRefused(
                SafetensorsFile.of(
                        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,99999999999999999999]}}",
                        new byte[4]),
                "has no valid JSON");
    }

    @Test
    void refusesTensorsThatOverlapOrLeaveGaps() {
        String second = "{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[%d,%d]}";
        assertRefused(
                SafetensorsFile.of("{\"a\":" + ONE + ",\"b\":" + second.formatted(2, 6) + "}", new byte[6]),
                "tensor b of model file model overlaps the one before it: it begins at byte 2 of the data, the other"
                        + " ends at 4");
        assertRefused(
                SafetensorsFile.of("{\"a\":" + ONE + ",\"b\":" + second.formatted(5, 9) + "}", new byte[9]),
                "tensor b of model file model leaves a gap before it: it begins at byte 5");
        assertRefused(
                SafetensorsFile.of("{\"a\":" + ONE + ",\"b\":" + second.formatted(0, 4) + "}", new byte[4]),
                "overlaps the one before it");
        assertRefused(
                SafetensorsFile.of("{\"a\":" + ONE + "}", new byte[5]),
                "model file model has 5 bytes of data, but its tensors take only 4");
        assertRefused(
                SafetensorsFile.of("{\"a\":" + ONE + ",\"a\":" + ONE + "}", new byte[4]),
                "tensor a of model file model appears twice");
    }

    private void assertTensorRefused(String tensor, String problem) {
        byte[] file = SafetensorsFile.of("{\"a\":" + tensor + "}", new byte[4]);
        assertRefused(file, problem);
        assertThatThrownBy(() -> open(file).close())
                .isInstanceOfSatisfying(CheckpointException.class, refusal -> assertThat(refusal.tensor())
                        .contains("a"));
    }

    private void assertRefused(byte[] file, String problem) {
        assertThatThrownBy(() -> open(file).close())
                .isInstanceOfSatisfying(CheckpointException.class, refusal -> assertThat(refusal.file())
                        .isEqualTo("model"))
                .hasMessageContaining("model file model ")
                .hasMessageContaining(problem);
    }

    private Checkpoint open(byte[] file) throws IOException {
        return Checkpoint.open(Files.write(folder.resolve("model"), file));
    }

    private static float[] floats(ByteBuffer buffer) {
        float[] values = new float[buffer.remaining() / Float.BYTES];
        buffer.asFloatBuffer().get(values);
        return values;
    }
}
