package cz.statex.aiworkers.core.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import cz.statex.aiworkers.core.checkpoint.Checkpoint;
import cz.statex.aiworkers.core.djl.TorchModel;
import cz.statex.aiworkers.core.djl.TorchSeq2Seq;
import cz.statex.aiworkers.core.generation.DecoderState;
import cz.statex.aiworkers.core.generation.EncodedBatch;
import cz.statex.aiworkers.core.generation.Logits;
import cz.statex.aiworkers.core.testing.FloatTensor;
import cz.statex.aiworkers.core.testing.GoldenModel;
import cz.statex.aiworkers.core.testing.SafetensorsFile;
import cz.statex.aiworkers.core.torchscript.archive.Weight;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The program {@code t5} on the models of {@code golden/t5.py}. */
class T5GoldenTest extends Seq2SeqContract {

    @Override
    List<String> models() {
        return List.of("t5/t5", "t5/mt5");
    }

    @Override
    EncodedBatch encode(TorchModel model, GoldenModel golden) throws Exception {
        return new TorchSeq2Seq(model, 512, 512).encode(golden.texts());
    }

    @ParameterizedTest
    @MethodSource("models")
    void readsPaddedTextsLongerThanTheGreatestDistance(String name) throws Exception {
        try (GoldenModel golden = GoldenModel.open(name);
                TorchModel model = load(golden)) {
            Map<String, long[][]> inputs = new LinkedHashMap<>();
            inputs.put("input_ids", golden.longs("input_ids"));
            inputs.put("attention_mask", golden.longs("attention_mask"));
            FloatTensor states = FloatTensor.of(model, "forward", inputs);
            assertThat(states.shape()).isEqualTo(golden.shape("states"));
            float[] expected = golden.floats("states");
            int width = states.shape().get(2).intValue();
            int tokens = states.shape().get(1).intValue();
            for (int i = 0; i < expected.length; i++) {
                if (inputs.get("attention_mask")[i / width / tokens][i / width % tokens] == 1) {
                    assertThat(states.values()[i]).isCloseTo(expected[i], within(1e-4f));
                }
            }
        }
    }

    @Test
    void embeddingsThatAlsoScoreAreStoredOnce() throws Exception {
        try (GoldenModel tied = GoldenModel.open("t5/t5");
                ZipFile archive =
                        new ZipFile(tied.archive(folder.resolve("tied.pt")).toFile())) {
            long ofVocabularySize = archive.stream()
                    .filter(entry -> entry.getName().contains("/data/") && entry.getSize() == 61 * 16 * 4)
                    .count();
            assertThat(ofVocabularySize).isEqualTo(1);
        }
    }

    /** The feed-forward layers of trained models add up to more than 65504, the greatest of these numbers. */
    @Test
    void whatItsLayersAddUpStaysWithinTheRangeOf16BitFloats() throws Exception {
        try (GoldenModel golden = GoldenModel.open("t5/mt5");
                Checkpoint loud = Checkpoint.open(Files.write(folder.resolve("loud.safetensors"), loud(golden)))) {
            float[] wide = nextScores(golden, loud, Precision.FP32);
            float[] narrow = nextScores(golden, loud, Precision.FP16);
            assertThat(narrow).containsExactly(wide, within(0.05f));
        }
    }

    /** The fixture's weights, with feed-forward layers that answer thousands of times as loud. */
    private static byte[] loud(GoldenModel golden) throws Exception {
        SafetensorsFile file = new SafetensorsFile();
        try (Checkpoint weights = golden.weights()) {
            for (String name : weights.names()) {
                long[] shape = weights.find(name).orElseThrow().shape().stream()
                        .mapToLong(Long::longValue)
                        .toArray();
                FloatBuffer values = Weight.of(
                                weights, name, LongStream.of(shape).boxed().toArray(Long[]::new))
                        .source()
                        .read()
                        .asFloatBuffer();
                float[] louder = new float[values.remaining()];
                for (int i = 0; i < louder.length; i++) {
                    louder[i] = values.get(i) * (name.endsWith("wo.weight") ? 3000 : 1);
                }
                file.floats(name, louder, shape);
            }
        }
        return file.build();
    }

    private float[] nextScores(GoldenModel golden, Checkpoint weights, Precision precision) throws Exception {
        ImportOptions options = ImportOptions.of(precision);
        Path archive = golden.archive(folder.resolve(precision.text() + ".pt"), options, weights);
        try (TorchModel model = engine.load(archive, "golden");
                EncodedBatch batch = encode(model, golden);
                DecoderState state = batch.start()) {
            Logits logits = state.step(golden.longs("decoder_ids"));
            float[] scores = new float[logits.rows() * logits.vocabulary()];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = logits.row(i / logits.vocabulary()).get(i % logits.vocabulary());
            }
            return scores;
        }
    }

    @Test
    void refusesWhatTheProgramCannotCompute() throws Exception {
        assertRefused("feed_forward_proj", "gated-silu", "feed_forward_proj is gated-silu, but must be relu or");
        assertRefused("feed_forward_proj", 3, "feed_forward_proj must be a word");
        assertRefused("relative_attention_num_buckets", 6, "relative_attention_num_buckets 6 must be a multiple of 4");
        assertRefused("relative_attention_max_distance", 4, "less than twice relative_attention_max_distance 4");
        assertRefused("tie_word_embeddings", "yes", "tie_word_embeddings must be true or false");
        assertRefused("d_kv", "six", "d_kv must be given, and a number");
    }

    private static void assertRefused(String name, Object value, String problem) throws Exception {
        try (GoldenModel golden = GoldenModel.open("t5/t5")) {
            Map<String, Object> config = new HashMap<>(golden.config());
            config.put(name, value);
            assertThatThrownBy(() -> TorchScriptArchive.of("t5", config))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(problem);
        }
    }
}
