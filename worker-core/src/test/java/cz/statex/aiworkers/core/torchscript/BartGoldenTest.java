package cz.statex.aiworkers.core.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import cz.statex.aiworkers.core.checkpoint.Checkpoint;
import cz.statex.aiworkers.core.checkpoint.CheckpointException;
import cz.statex.aiworkers.core.djl.TorchModel;
import cz.statex.aiworkers.core.djl.TorchSeq2Seq;
import cz.statex.aiworkers.core.generation.EncodedBatch;
import cz.statex.aiworkers.core.testing.FloatTensor;
import cz.statex.aiworkers.core.testing.GoldenModel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The program {@code bart} on the models of {@code golden/bart.py}. */
class BartGoldenTest extends Seq2SeqContract {

    private static final int POSITIONS = 40;

    @Override
    List<String> models() {
        return List.of("bart/marian", "bart/marian-two", "bart/bart", "bart/mbart", "bart/m2m100");
    }

    @Override
    EncodedBatch encode(TorchModel model, GoldenModel golden) throws Exception {
        return new TorchSeq2Seq(model, POSITIONS, POSITIONS).encode(golden.texts());
    }

    @ParameterizedTest
    @MethodSource("models")
    void readsAPaddedBatch(String name) throws Exception {
        try (GoldenModel golden = GoldenModel.open(name);
                TorchModel model = load(golden)) {
            long[][] mask = golden.longs("attention_mask");
            Map<String, long[][]> inputs = new LinkedHashMap<>();
            inputs.put("input_ids", golden.longs("input_ids"));
            inputs.put("attention_mask", mask);
            FloatTensor states = FloatTensor.of(model, "forward", inputs);
            assertThat(states.shape()).isEqualTo(golden.shape("states"));
            float[] expected = golden.floats("states");
            int width = states.shape().get(2).intValue();
            int tokens = states.shape().get(1).intValue();
            for (int i = 0; i < expected.length; i++) {
                if (mask[i / width / tokens][i / width % tokens] == 1) {
                    assertThat(states.values()[i]).isCloseTo(expected[i], within(1e-4f));
                }
            }
        }
    }

    @Test
    void embeddingsThatAlsoScoreAreStoredOnce() throws Exception {
        assertThat(tablesOfWords("bart/marian")).isEqualTo(1);
        assertThat(tablesOfWords("bart/marian-two")).isEqualTo(2);
        assertThat(tablesOfWords("bart/mbart")).isEqualTo(2);
    }

    private long tablesOfWords(String name) throws Exception {
        try (GoldenModel golden = GoldenModel.open(name);
                ZipFile archive = new ZipFile(golden.archive(folder.resolve(name.replace('/', '-') + ".pt"))
                        .toFile())) {
            return archive.stream()
                    .filter(entry -> entry.getName().contains("/data/") && entry.getSize() == 59 * 12 * 4)
                    .count();
        }
    }

    @Test
    void refusesWhatTheProgramCannotCompute() throws Exception {
        assertRefused("architectures", List.of("BartModel"), "architectures is [BartModel], but must hold one of [Mar");
        assertRefused("architectures", null, "architectures is [], but must hold one of");
        assertRefused("activation_function", "tanh", "is tanh, but must be one of [gelu, relu, silu, swish]");
        assertRefused("encoder_attention_heads", 5, "d_model 12 is not a multiple of the 5 encoder_attention_heads");
        assertRefused("decoder_attention_heads", 5, "d_model 12 is not a multiple of the 5 decoder_attention_heads");
        assertRefused("scale_embedding", "yes", "scale_embedding must be true or false");
        assertRefused("decoder_layers", null, "decoder_layers must be given");
    }

    private static void assertRefused(String name, @Nullable Object value, String problem) throws Exception {
        try (GoldenModel golden = GoldenModel.open("bart/bart")) {
            Map<String, Object> config = new HashMap<>(golden.config());
            config.put(name, value);
            assertThatThrownBy(() -> TorchScriptArchive.of("bart", config))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(problem);
        }
    }

    @Test
    void namesTheTensorThatIsMissing() throws Exception {
        // A Marian model lacks what the other architectures of the family need.
        assertMissing("BartForConditionalGeneration", "tensor model.encoder.embed_positions.weight");
        assertMissing("M2M100ForConditionalGeneration", "tensor model.encoder.layer_norm.weight");
    }

    private static void assertMissing(String architecture, String problem) throws Exception {
        try (GoldenModel golden = GoldenModel.open("bart/marian-two");
                Checkpoint checkpoint =
                        Checkpoint.open(Path.of("src/test/resources/golden/bart/marian-two/model.safetensors"))) {
            Map<String, Object> config = new HashMap<>(golden.config());
            config.put("architectures", List.of(architecture));
            config.put("share_encoder_decoder_embeddings", true);
            Architecture wanted = new BartModel(new ArchitectureConfig(config));
            assertThatThrownBy(() -> wanted.module(checkpoint))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageStartingWith(problem);
        }
    }
}
