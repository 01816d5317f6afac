package cz.statex.aiworkers.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import cz.statex.aiworkers.core.testing.OnnxFile;
import cz.statex.aiworkers.core.testing.SafetensorsFile;
import cz.statex.aiworkers.core.testing.TinyBert;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a file holds, it is read or refused with a typed error, in memory and time bounded by its size. */
@Timeout(60)
class CheckpointFuzzTest {

    private static final byte[] SAFETENSORS = new SafetensorsFile()
            .metadata(Map.of("format", "pt"))
            .floats("a.weight", new float[] {1, 2, 3, 4, 5, 6}, 2, 3)
            .tensor("b", "BF16", new byte[8], 2, 2)
            .tensor("c", "BOOL", new byte[0], 0)
            .build();

    private static final byte[] INDEX = SafetensorsFile.index(Map.of("a.weight", "shard", "b", "shard"));

    private static final byte[] ONNX = new OnnxFile()
            .floats("a.weight", new float[] {1, 2, 3, 4, 5, 6}, 2, 3)
            .packedFloats("b", new float[] {7, 8}, 2)
            .floats("onnx::MatMul_9", new float[] {1, 2, 3, 4, 5, 6}, 2, 3)
            .node("MatMul", "/a/b/MatMul", "x", "onnx::MatMul_9")
            .build();

    private static final byte[] QUANTIZED_ONNX = new OnnxFile()
            .quantized("onnx::MatMul_7", OnnxFile.INT8, new byte[] {1, 2, 3, 4, 5, 6}, 0.5f, -1, 2, 3)
            .branches(
                    new OnnxFile()
                            .node("MatMulInteger", "/a/MatMul_quant", "x", "onnx::MatMul_7_quantized")
                            .constant("c", 1, 2),
                    new OnnxFile()
                            .tensor("d_quantized", OnnxFile.UINT8, new byte[4], 2, 2)
                            .packedFloats("d_scale", new float[] {1, 2}, 2)
                            .numbers("d_zero_point", OnnxFile.UINT8, new long[] {200, 3}, 2)
                            .dequantize("d", 1)
                            .nodeTo("e", "Identity", "f"))
            .numbers("f", 10, new long[] {15360, 1}, 2)
            .build();

    /** What opening and reading may allocate beside the tensors, classes that are loaded for it included. */
    private static final long OVERHEAD_BYTES = 16_000_000;

    private static final int[] EDGES = {0, 1, 0x7f, 0x80, 0xff};
    private static final long[] LENGTHS = {
        0,
        1,
        2,
        7,
        100,
        65_536,
        99_999_999,
        100_000_000,
        100_000_001,
        Integer.MAX_VALUE,
        1L << 31,
        1L << 32,
        1L << 62,
        -1,
        Long.MIN_VALUE
    };

    @TempDir
    Path folder;

    private int files;
    private int length = -1;

    @BeforeEach
    void writeTheShardOfTheIndex() throws IOException {
        Files.write(folder.resolve("shard"), SAFETENSORS);
    }

    static Stream<Arguments> formats() {
        return Stream.of(
                Arguments.of("safetensors", SAFETENSORS),
                Arguments.of("index", INDEX),
                Arguments.of("onnx", ONNX),
                Arguments.of("quantized onnx", QUANTIZED_ONNX));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("formats")
    void refusesEveryTruncation(String format, byte[] valid) throws IOException {
        for (int length = 0; length < valid.length; length++) {
            assertThat(isRead(Arrays.copyOf(valid, length)))
                    .as("first %d bytes of %s", length, format)
                    .isFalse();
        }
        assertThat(isRead(valid)).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("formats")
    void survivesEveryByteSetToEveryEdgeValue(String format, byte[] valid) throws IOException {
        for (int at = 0; at < valid.length; at++) {
            for (int edge : EDGES) {
                byte[] changed = valid.clone();
                changed[at] = (byte) edge;
                isRead(changed);
                changed[at] = (byte) (valid[at] ^ (1 << edge % 8));
                isRead(changed);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("formats")
    void survivesBytesThatAreCutOutRepeatedOrMixed(String format, byte[] valid) throws IOException {
        Random random = new Random(format.hashCode());
        for (int round = 0; round < 500; round++) {
            int from = random.nextInt(valid.length);
            int to = from + random.nextInt(valid.length - from);
            byte[] changed = valid.clone();
            if (round % 3 == 0) {
                changed = join(Arrays.copyOf(valid, from), Arrays.copyOfRange(valid, to, valid.length));
            } else if (round % 3 == 1) {
                changed = join(Arrays.copyOf(valid, to), Arrays.copyOfRange(valid, from, valid.length));
            }
            for (int i = 0; i < random.nextInt(8) && changed.length > 0; i++) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }
            isRead(changed);
        }
    }

    @Test
    void survivesLengthsOffsetsAndSizesThatAreLies() throws IOException {
        byte[] header =
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}".getBytes(StandardCharsets.UTF_8);
        for (long length : LENGTHS) {
            assertThat(isRead(SafetensorsFile.of(length, header, new byte[4]))).isFalse();
            for (long other : LENGTHS) {
                String lie = "{\"a\":{\"dtype\":\"U8\",\"shape\":[%d,%d],\"data_offsets\":[%d,%d]}}"
                        .formatted(length, other, other, length);
                isRead(SafetensorsFile.of(lie, new byte[4]));
                isRead(new OnnxFile().floats("w", new float[1], length, other).build());
                isRead(new OnnxFile()
                        .numbers("w", 7, new long[] {length}, other)
                        .build());
                isRead(new OnnxFile()
                        .quantized("w", OnnxFile.INT8, new byte[4], 1, 0, length, other)
                        .build());
                isRead(new OnnxFile()
                        .tensor("onnx::MatMul_1", OnnxFile.INT8, new byte[4], length, other)
                        .node("MatMul", "/a/MatMul", "x", "onnx::MatMul_1")
                        .build());
            }
        }
    }

    @Test
    void survivesRandomDamageToARealModel() throws IOException {
        byte[] model = TinyBert.onnx();
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            byte[] changed = Arrays.copyOf(model, round % 3 == 0 ? random.nextInt(model.length) : model.length);
            for (int i = 0; i < 1 + random.nextInt(20) && changed.length > 0; i++) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }
            isRead(changed);
        }
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    /** Reads everything; any other exception than the typed one, and any surplus of memory, fails the test. */
    private boolean isRead(byte[] content) throws IOException {
        Path file = write(content);
        long before = allocated();
        long bytes = 0;
        boolean read = true;
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            for (String name : checkpoint.names()) {
                bytes += checkpoint.read(name).remaining();
            }
        } catch (CheckpointException e) {
            assertThat(e.file()).isNotEmpty();
            assertThat(e).hasMessageContaining(e.file());
            read = false;
        }
        // A tensor may be read under several names, and a number of one byte stands for one of eight.
        assertThat(bytes).isLessThanOrEqualTo(100L * (content.length + SAFETENSORS.length));
        assertThat(allocated() - before).isLessThan(OVERHEAD_BYTES + 10 * bytes);
        return read;
    }

    /** Overwrites the last file if it had as many bytes: shortening a file is slow while old mappings of it live. */
    private Path write(byte[] content) throws IOException {
        if (content.length != length) {
            files++;
            length = content.length;
        }
        return Files.write(
                folder.resolve("model" + files), content, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
