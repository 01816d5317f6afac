package cz.statex.aiworkers.core.checkpoint.tuned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.checkpoint.Checkpoint;
import cz.statex.aiworkers.core.checkpoint.CheckpointException;
import cz.statex.aiworkers.core.checkpoint.DType;
import cz.statex.aiworkers.core.checkpoint.TensorInfo;
import cz.statex.aiworkers.core.testing.SafetensorsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TunedCheckpointTest {

    @TempDir
    Path folder;

    private final SafetensorsFile base = new SafetensorsFile()
            .floats("matrix", new float[] {1, 2, 3, 4, 5, 6}, 2, 3)
            .floats("vector", new float[] {1, 2}, 2)
            .floats("kept", new float[] {7}, 1);

    @Test
    void addsStepsByRowAndFloatsAndNewTensors() throws IOException {
        SafetensorsFile difference = new SafetensorsFile()
                .tensor("matrix.difference", "I8", new byte[] {1, -2, 0, 127, -127, 10}, 2, 3)
                .floats("matrix.scale", new float[] {0.5f, 0.1f}, 2)
                .floats("vector.difference", new float[] {0.25f, -1}, 2)
                .floats("head", new float[] {9, 8, 7}, 3)
                .floats("other.scale", new float[] {3}, 1);
        try (Checkpoint tuned = tuned(difference)) {
            assertThat(tuned.names()).containsExactlyInAnyOrder("matrix", "vector", "kept", "head", "other.scale");
            assertThat(floats(tuned, "matrix")).containsExactly(1.5f, 1, 3, 4 + 0.1f * 127, 5 - 0.1f * 127, 7);
            assertThat(floats(tuned, "vector")).containsExactly(1.25f, 1);
            assertThat(floats(tuned, "kept")).containsExactly(7);
            assertThat(floats(tuned, "head")).containsExactly(9, 8, 7);
            assertThat(tuned.require("matrix", DType.FLOAT32, 2L, 3L).bytes()).isEqualTo(24);
            assertThat(tuned.find("head").orElseThrow().shape()).isEqualTo(List.of(3L));
            assertThat(tuned.find("matrix.difference")).isEmpty();
            assertThat(tuned.fileName()).isEqualTo("base + difference");
        }
    }

    @Test
    void refusesADifferenceToAnotherModel() {
        assertRefused(
                new SafetensorsFile().floats("absent.difference", new float[] {1}, 1),
                "tensor absent.difference of model file difference is for a tensor that base lacks");
        assertRefused(
                new SafetensorsFile().floats("vector.difference", new float[] {1}, 1),
                "tensor vector.difference of model file difference is FLOAT32[1], but the program needs FLOAT32[2]");
        assertRefused(
                new SafetensorsFile()
                        .tensor("matrix.difference", "I8", new byte[6], 2, 3)
                        .floats("matrix.scale", new float[] {1, 1, 1}, 3),
                "tensor matrix.scale of model file difference is FLOAT32[3], but the program needs FLOAT32[2]");
        assertRefused(
                new SafetensorsFile().tensor("matrix.difference", "I8", new byte[6], 2, 3),
                "tensor matrix.difference of model file difference is INT8[2, 3], but the program needs FLOAT32[2, 3]");
        assertRefused(
                new SafetensorsFile().floats("kept", new float[] {1}, 1),
                "tensor kept of model file difference is in base too; a difference is called x.difference");
    }

    @Test
    void closesTheDifferenceAlsoWhereTheModelCannotBe() throws IOException {
        List<String> closed = new ArrayList<>();
        Checkpoint tuned = TunedCheckpoint.of(
                closing(() -> {
                    throw new IllegalStateException("busy");
                }),
                closing(() -> closed.add("difference")));

        assertThatThrownBy(tuned::close).hasMessage("busy");

        assertThat(closed).containsExactly("difference");
    }

    /** A checkpoint of nothing. */
    private static Checkpoint closing(Runnable close) {
        return new Checkpoint() {
            @Override
            public String fileName() {
                return "empty";
            }

            @Override
            public Set<String> names() {
                return Set.of();
            }

            @Override
            public Optional<TensorInfo> find(String name) {
                return Optional.empty();
            }

            @Override
            public ByteBuffer read(String name) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void close() {
                close.run();
            }
        };
    }

    private void assertRefused(SafetensorsFile difference, String problem) {
        assertThatThrownBy(() -> tuned(difference).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessage(problem);
    }

    private Checkpoint tuned(SafetensorsFile difference) throws IOException {
        return TunedCheckpoint.of(open("base", base), open("difference", difference));
    }

    private Checkpoint open(String name, SafetensorsFile file) throws IOException {
        return Checkpoint.open(Files.write(folder.resolve(name), file.build()));
    }

    private static float[] floats(Checkpoint checkpoint, String name) throws IOException {
        FloatBuffer buffer =
                checkpoint.read(name).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        float[] floats = new float[buffer.remaining()];
        buffer.get(floats);
        return floats;
    }
}
