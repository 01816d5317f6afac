package cz.statex.aiworkers.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.testing.OnnxFile;
import cz.statex.aiworkers.core.testing.SafetensorsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are opened by what is in them, alone or as the parts of one model. */
class CheckpointFilesTest {

    private static final byte[] FIRST =
            new SafetensorsFile().floats("a", new float[] {1}, 1).build();
    private static final byte[] SECOND = new SafetensorsFile()
            .floats("b", new float[] {2}, 1)
            .floats("c", new float[] {3}, 1)
            .build();

    @TempDir
    Path folder;

    @Test
    void opensByContentWhateverTheNameSays() throws IOException {
        write("model.onnx", FIRST);
        write("model.safetensors", new OnnxFile().floats("w", new float[1], 1).build());
        try (Checkpoint tensors = open("model.onnx");
                Checkpoint onnx = open("model.safetensors")) {
            assertThat(tensors.names()).containsExactly("a");
            assertThat(onnx.names()).containsExactly("w");
        }
    }

    @Test
    void opensTheShardsBesideAnIndex() throws IOException {
        write("model-00001-of-00002.safetensors", FIRST);
        write("model-00002-of-00002.safetensors", SECOND);
        write(
                "model.safetensors.index.json",
                SafetensorsFile.index(
                        Map.of("a", "model-00001-of-00002.safetensors", "b", "model-00002-of-00002.safetensors")));
        try (Checkpoint checkpoint = open("model.safetensors.index.json")) {
            assertThat(checkpoint.fileName()).isEqualTo("model.safetensors.index.json");
            assertThat(checkpoint.names()).containsExactlyInAnyOrder("a", "b");
            checkpoint.require("b", DType.FLOAT32, 1L);
            assertThat(checkpoint.read("a").getFloat()).isEqualTo(1);
            assertThat(checkpoint.read("b").getFloat()).isEqualTo(2);
            assertThatThrownBy(() -> checkpoint.read("c"))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessage("tensor c of model file model.safetensors.index.json is missing");
        }
    }

    @Test
    void joinsFilesOfOneModelWithAndWithoutTheirIndex() throws IOException {
        write("1", FIRST);
        write("2", SECOND);
        write("index", SafetensorsFile.index(Map.of("a", "1", "b", "2", "c", "2")));
        write("3", new SafetensorsFile().floats("d", new float[] {4}, 1).build());
        try (Checkpoint shards = open("1", "2");
                Checkpoint all = open("1", "index", "3", "2", "1")) {
            assertThat(shards.fileName()).isEqualTo("1 + 2");
            assertThat(shards.names()).containsExactly("a", "b", "c");
            assertThat(shards.find("c")).contains(new TensorInfo("c", DType.FLOAT32, List.of(1L)));
            assertThat(shards.find("d")).isEmpty();
            assertThat(all.names()).containsExactlyInAnyOrder("a", "b", "c", "d");
            assertThat(all.read("d").getFloat()).isEqualTo(4);
        }
        try (Checkpoint one = open("2");
                Checkpoint many = open("1", "2", "3")) {
            assertThat(one.fileName()).isEqualTo("2");
            assertThat(many.fileName()).isEqualTo("1 and 2 more");
        }
    }

    @Test
    void refusesIndexesThatTellLies() throws IOException {
        write("1", FIRST);
        assertIndexRefused(
                Map.of("a", "1", "b", "1"), "tensor b of model file 1 is missing, although index says it is there");
        assertIndexRefused(Map.of("a", "2"), "model file 2 cannot be opened");
        assertIndexRefused(Map.of("a", "index"), "model file index is an index, named by an index");
        for (String elsewhere :
                List.of("../1", "/etc/passwd", "sub/1", "..", ".hidden", "", "C:\\1", "a".repeat(300))) {
            assertIndexRefused(
                    Map.of("a", elsewhere),
                    "tensor a of model file index is said to be in \"" + elsewhere
                            + "\", which is no file beside the index");
        }
        assertIndexRefused("{\"weight_map\":{\"a\":1}}", "is said to be in \"\"");
        assertIndexRefused("{\"weight_map\":{\"a\":\"1\",\"a\":\"1\"}}", "tensor a of model file index appears twice");
        assertIndexRefused("{\"weight_map\":[]}", "is JSON, but no index of a model in several files");
        assertIndexRefused(" {\"model_type\":\"bert\"}", "is JSON, but no index of a model in several files");
        assertIndexRefused("{\"weight_map\":{\"a\":\"1\"", "has no valid JSON where it should");
    }

    @Test
    void refusesTheSameTensorInTwoFiles() throws IOException {
        write("1", FIRST);
        write("2", FIRST);
        assertThatThrownBy(() -> open("1", "2").close())
                .isInstanceOf(CheckpointException.class)
                .hasMessage("tensor a of model file 2 is in 1 too");
        assertThatIllegalArgumentException().isThrownBy(() -> Checkpoint.open(List.of()));
    }

    @Test
    void givesTheTensorsOfAnEncoderTheNamesOfTheWholeModel() throws IOException {
        write(
                "encoder",
                new OnnxFile()
                        .floats("layers.0.fc1.bias", new float[] {1}, 1)
                        .floats("onnx::MatMul_1", new float[] {2}, 1, 1)
                        .floats("/conv1/Constant", new float[] {3}, 1)
                        .node("MatMul", "/layers.0/fc1/MatMul", "x", "onnx::MatMul_1")
                        .build());
        write(
                "decoder",
                new OnnxFile()
                        .floats("proj_out.weight", new float[] {7}, 1)
                        .floats("model.decoder.layers.0.fc1.bias_merged_0", new float[] {4}, 1)
                        .floats("onnx::MatMul_1_merged_0", new float[] {5}, 1, 1)
                        .floats("/conv1/Constant", new float[] {6}, 1)
                        .node("MatMul", "/model/decoder/layers.0/fc1/MatMul", "x", "onnx::MatMul_1_merged_0")
                        .build());
        try (Checkpoint checkpoint = open("encoder", "decoder")) {
            assertThat(checkpoint.names())
                    .containsExactlyInAnyOrder(
                            "model.encoder.layers.0.fc1.bias",
                            "model.encoder.layers.0.fc1.weight",
                            "model.decoder.layers.0.fc1.bias",
                            "model.decoder.layers.0.fc1.weight",
                            "proj_out.weight");
            assertThat(checkpoint.read("model.encoder.layers.0.fc1.weight").getFloat())
                    .isEqualTo(2);
            assertThat(checkpoint.read("model.decoder.layers.0.fc1.weight").getFloat())
                    .isEqualTo(5);
            assertThat(checkpoint.find("model.encoder.layers.0.fc1.bias"))
                    .contains(new TensorInfo("model.encoder.layers.0.fc1.bias", DType.FLOAT32, List.of(1L)));
        }
    }

    @Test
    void leavesNamesAloneThatAreComplete() throws IOException {
        write("1", new OnnxFile().floats("encoder.block.0", new float[1], 1).build());
        write("2", new OnnxFile().floats("decoder.block.0", new float[1], 1).build());
        write(
                "3",
                new SafetensorsFile().floats("lm_head.weight", new float[1], 1).build());
        try (Checkpoint checkpoint = open("1", "2", "3")) {
            assertThat(checkpoint.names()).containsExactly("encoder.block.0", "decoder.block.0", "lm_head.weight");
        }
    }

    @Test
    void saysWhatToDoWithFilesThatAreNoCheckpoint() throws IOException {
        String convert = "; convert it to safetensors, since only weights are read, never files that can carry code";
        assertRefused("PK\3\4 pytorch_model", "is a zip archive, as PyTorch's .pt and .bin are" + convert);
        assertRefused("\u0080\2}q\0.", "is a pickle, as PyTorch's older .pt and .bin are" + convert);
        assertRefused("\u0089HDF\r\n\32\n", "is an HDF5 file, as Keras writes it" + convert);
        assertRefused("\37\u008b\b\0\0\0\0\0\0\3", "is a gzip archive; unpack it first");
        assertRefused("GGUF\3\0\0\0", "is a GGUF file, which is not read; take the model's safetensors files");
        assertRefused("version https://git-lfs.github.com/spec/v1\n", "is a pointer of Git LFS, not the model; fetch");
        assertRefused("<!DOCTYPE html>", "is a web page, not a model; download the file itself");
        assertRefused("", "is empty");
        assertRefused(
                "[1, 2]", "is of no kind that is read: safetensors, the index of several safetensors files, ONNX");
        assertRefused("abcdefgh{}", "claims a header of 7523094288207667809 bytes");
        assertRefused("\b\b and then no ONNX", "is no readable ONNX model");
    }

    private void assertIndexRefused(Map<String, String> index, String problem) throws IOException {
        assertIndexRefused(new String(SafetensorsFile.index(index), StandardCharsets.UTF_8), problem);
    }

    private void assertIndexRefused(String index, String problem) throws IOException {
        write("index", index.getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> open("index").close())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(problem);
    }

    private void assertRefused(String latin1, String problem) throws IOException {
        write("model", latin1.getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> open("model").close())
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("model file model ")
                .hasMessageContaining(problem);
    }

    private void write(String name, byte[] content) throws IOException {
        Files.write(folder.resolve(name), content);
    }

    private Checkpoint open(String... names) throws IOException {
        if (names.length == 1) {
            return Checkpoint.open(folder.resolve(names[0]));
        }
        return Checkpoint.open(List.of(names).stream().map(folder::resolve).toList());
    }
}
