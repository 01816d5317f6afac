package cz.statex.aiworkers.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.core.testing.OnnxFile;
import cz.statex.aiworkers.core.testing.TinyBert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a file holds, it is read or refused with a typed error, in memory bounded by its size. */
class OnnxFuzzTest {

    private static final byte[] SMALL = new OnnxFile()
            .floats("a.weight", new float[] {1, 2, 3, 4, 5, 6}, 2, 3)
            .packedFloats("b", new float[] {7, 8}, 2)
            .floats("onnx::MatMul_9", new float[] {1, 2, 3, 4, 5, 6}, 2, 3)
            .node("MatMul", "/a/b/MatMul", "x", "onnx::MatMul_9")
            .build();

    @TempDir
    Path folder;

    @Test
    void refusesEveryTruncation() throws IOException {
        for (int length = 0; length < SMALL.length; length++) {
            assertThat(isRead(Arrays.copyOf(SMALL, length)))
                    .as("first %d bytes", length)
                    .isFalse();
        }
        assertThat(isRead(SMALL)).isTrue();
    }

    @Test
    void survivesEveryByteSetToEveryEdgeValue() throws IOException {
        for (int at = 0; at < SMALL.length; at++) {
            for (int value : new int[] {0, 1, 0x7f, 0x80, 0xff, SMALL[at] ^ 1, SMALL[at] ^ 0x40}) {
                byte[] changed = SMALL.clone();
                changed[at] = (byte) value;
                isRead(changed);
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

    /** Reads everything; any other exception than the typed one fails the test. */
    private boolean isRead(byte[] content) throws IOException {
        Path file = Files.write(folder.resolve("model.onnx"), content);
        try (Checkpoint checkpoint = OnnxCheckpoint.open(file)) {
            long bytes = 0;
            for (String name : checkpoint.names()) {
                bytes += checkpoint.read(name).remaining();
            }
            // A matrix may be read under two names, so twice.
            assertThat(bytes).isLessThanOrEqualTo(2L * content.length);
            return true;
        } catch (CheckpointException e) {
            assertThat(e.file()).isEqualTo("model.onnx");
            return false;
        }
    }
}
