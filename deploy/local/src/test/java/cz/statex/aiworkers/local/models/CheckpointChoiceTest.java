package cz.statex.aiworkers.local.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointChoiceTest {

    @Test
    void prefersSafetensors() throws Exception {
        assertThat(CheckpointChoice.of(List.of("model.onnx", "model.safetensors", "pytorch_model.bin")))
                .isEqualTo(Map.of("checkpoint", "model.safetensors"));
    }

    @Test
    void takesShardsInTheirOrder() throws Exception {
        assertThat(CheckpointChoice.of(List.of("model-00002-of-00002.safetensors", "model-00001-of-00002.safetensors")))
                .containsExactly(
                        Map.entry("checkpoint.shard1", "model-00001-of-00002.safetensors"),
                        Map.entry("checkpoint.shard2", "model-00002-of-00002.safetensors"));
    }

    @Test
    void takesAnEncoderAndADecoderOfOneKind() throws Exception {
        assertThat(CheckpointChoice.of(List.of(
                        "onnx/decoder_model_merged.onnx",
                        "onnx/decoder_model_merged_quantized.onnx",
                        "onnx/encoder_model.onnx",
                        "onnx/encoder_model_quantized.onnx")))
                .containsExactly(
                        Map.entry("checkpoint.encoder", "onnx/encoder_model.onnx"),
                        Map.entry("checkpoint.decoder", "onnx/decoder_model_merged.onnx"));
    }

    @ParameterizedTest
    @CsvSource({"onnx/model.onnx", "model_quantized.onnx", "weights.safetensors", "other.onnx"})
    void takesTheOnlyOneThereIs(String file) throws Exception {
        assertThat(CheckpointChoice.of(List.of("config.json", file))).isEqualTo(Map.of("checkpoint", file));
    }

    @ParameterizedTest
    @CsvSource({
        "pytorch_model.bin",
        "model.pt",
        "weights.pkl",
        "tf_model.h5",
        "model.CKPT",
        "flax_model.msgpack",
        "m.gguf",
        "weights.npz"
    })
    void refusesFilesThatMayHoldCodeAndSaysWhatToDo(String file) {
        assertThatThrownBy(() -> CheckpointChoice.of(List.of("config.json", file)))
                .isInstanceOf(ModelsException.class)
                .hasMessageContaining("[" + file + "] may hold code and are never opened")
                .hasMessageContaining("save_file");
    }

    @Test
    void saysThatThereAreNoWeights() {
        assertThatThrownBy(() -> CheckpointChoice.of(List.of("README.md")))
                .hasMessageContaining("there is no model.safetensors");
    }
}
