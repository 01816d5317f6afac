package cz.statex.aiworkers.core.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.djl.TorchModel;
import cz.statex.aiworkers.core.djl.TorchSettings;
import cz.statex.aiworkers.core.testing.FloatTensor;
import cz.statex.aiworkers.core.testing.GoldenModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program {@code bert_encoder} on the models of {@code golden/bert.py}, whose texts have 9, 4 and 1 tokens. */
class BertGoldenTest {

    private static final float EXACT = 1e-4f;
    /** Of the largest number: what 8 bits of mantissa leave over after two layers. */
    private static final float BRAIN_FLOATS = 0.02f;
    /** Of the largest number: layers of 8 inputs have little to average over. */
    private static final float BYTES = 0.03f;

    @TempDir
    static Path folder;

    private static TorchEngine engine;

    @BeforeAll
    static void openEngine() {
        engine = new TorchEngine(new TorchSettings("cpu", 1, 1, null));
    }

    @AfterAll
    static void closeEngine() {
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bert",
                "bert-classify",
                "bert-tag",
                "distilbert",
                "distilbert-classify",
                "distilbert-tag",
                "roberta",
                "roberta-classify",
                "roberta-tag",
                "xlm-roberta-tag"
            })
    void computesWhatTransformersComputes(String name) throws Exception {
        for (boolean isPacked : new boolean[] {true, false}) {
            assertComputes(name, new ImportOptions(Precision.FP32, 0, isPacked, false), EXACT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert-classify", "distilbert-tag", "roberta"})
    void comesCloseInOtherPrecisions(String name) throws Exception {
        for (boolean isPacked : new boolean[] {true, false}) {
            assertComputes(name, new ImportOptions(Precision.BF16, 0, isPacked, false), BRAIN_FLOATS);
        }
        assertComputes(name, ImportOptions.of(Precision.INT8), BYTES);
    }

    private static void assertComputes(String name, ImportOptions options, float share) throws Exception {
        try (GoldenModel golden = GoldenModel.open("bert/" + name);
                TorchModel model = load(golden, golden.config(), options)) {
            assertClose(golden, model, "forward", "hidden_states", share);
            assertClose(golden, model, "embed", "mean", share);
            if (name.endsWith("-classify")) {
                assertClose(golden, model, "classify", "logits", share);
            } else if (name.endsWith("-tag")) {
                assertClose(golden, model, "tag", "logits", share);
            }
        }
    }

    /** Compares all but what is computed for padding. */
    private static void assertClose(GoldenModel golden, TorchModel model, String method, String name, float share)
            throws Exception {
        FloatTensor answer = FloatTensor.of(model, method, inputs(golden));
        assertThat(answer.shape()).isEqualTo(golden.shape(name));
        float[] expected = golden.floats(name);
        float largest = 1;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        long[][] mask = golden.longs("attention_mask");
        int tokens = mask[0].length;
        boolean isByToken = answer.shape().size() == 3;
        int width = answer.shape().get(answer.shape().size() - 1).intValue();
        for (int i = 0; i < expected.length; i++) {
            int at = i / width;
            if (!isByToken || mask[at / tokens][at % tokens] == 1) {
                assertThat(answer.values()[i]).as("%s[%d]", name, i).isCloseTo(expected[i], within(share * largest));
            }
        }
    }

    @Test
    void firstTokensAreTakenWhereThePoolingSaysSo() throws Exception {
        for (Map<String, Object> pooling : List.<Map<String, Object>>of(
                Map.of("pooling", "cls"), Map.of("pooling_mode_cls_token", true, "pooling_mode_mean_tokens", false))) {
            try (GoldenModel golden = GoldenModel.open("bert/bert");
                    TorchModel model = load(golden, with(golden, pooling), ImportOptions.of(Precision.FP32))) {
                assertClose(golden, model, "embed", "cls", EXACT);
            }
        }
    }

    @Test
    void prunedWeightsChangeTheAnswerAndNothingElse() throws Exception {
        try (GoldenModel golden = GoldenModel.open("bert/bert")) {
            ImportOptions all = ImportOptions.of(Precision.FP32);
            float[] whole = states(golden, all);
            assertThat(states(golden, all.withPruned(0.5))).isNotEqualTo(whole).doesNotContain(Float.NaN);
            // A thousandth of at most 192 weights is none.
            assertThat(states(golden, all.withPruned(0.001))).isEqualTo(whole);
        }
    }

    private static float[] states(GoldenModel golden, ImportOptions options) throws Exception {
        try (TorchModel model = load(golden, golden.config(), options)) {
            return FloatTensor.of(model, "forward", inputs(golden)).values();
        }
    }

    @Test
    void halfTheBytesInSixteenBitsAndAnArchiveOfBytesHoldsBytes() throws Exception {
        try (GoldenModel golden = GoldenModel.open("bert/bert")) {
            long full = weightBytes(golden, ImportOptions.of(Precision.FP32));
            assertThat(weightBytes(golden, ImportOptions.of(Precision.BF16))).isEqualTo(full / 2);
            assertThat(weightBytes(golden, ImportOptions.of(Precision.FP16))).isEqualTo(full / 2);
            // Two layers of qkv, out, up and down: matrices of one byte instead of four, and a scale for each output.
            long matrices = 2L * 8 * (24 + 8 + 12 + 12);
            long scales = 2L * 4 * (24 + 8 + 12 + 8);
            assertThat(weightBytes(golden, ImportOptions.of(Precision.INT8))).isEqualTo(full - 3 * matrices + scales);
        }
    }

    private static long weightBytes(GoldenModel golden, ImportOptions options) throws IOException {
        try (ZipFile archive =
                new ZipFile(archive(golden, golden.config(), options).toFile())) {
            return archive.stream()
                    .filter(entry -> entry.getName().contains("/data/"))
                    .mapToLong(ZipEntry::getSize)
                    .sum();
        }
    }

    @Test
    void refusesWhatTheProgramCannotCompute() throws Exception {
        assertRefused(Map.of("hidden_act", "silu"), "hidden_act is silu, but must be one of [gelu, gelu_new,");
        assertRefused(Map.of("pooling", "max"), "pooling is max, but must be mean or cls");
        assertRefused(Map.of("architectures", List.of("T5ForConditionalGeneration")), "needs one of [BertModel,");
        assertRefused(Map.of("architectures", List.of(), "model_type", "gpt2"), "and model_type gpt2, but");
    }

    @Test
    void takesTheFamilyFromTheTypeWhereNoArchitectureIsTold() throws Exception {
        try (GoldenModel golden = GoldenModel.open("bert/roberta")) {
            Map<String, Object> config = with(golden, Map.of("architectures", List.of()));
            String text = TorchScriptArchive.of("bert_encoder", config).text();
            assertThat(text).contains("torch.cumsum(attention_mask, 1)").doesNotContain("def classify", "def tag");
        }
    }

    private static void assertRefused(Map<String, Object> change, String problem) throws Exception {
        try (GoldenModel golden = GoldenModel.open("bert/bert")) {
            assertThatThrownBy(() -> TorchScriptArchive.of("bert_encoder", with(golden, change)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(problem);
        }
    }

    private static TorchModel load(GoldenModel golden, Map<String, Object> config, ImportOptions options)
            throws Exception {
        return engine.load(archive(golden, config, options), "golden");
    }

    private static Path archive(GoldenModel golden, Map<String, Object> config, ImportOptions options)
            throws IOException {
        return golden.archive(Files.createTempDirectory(folder, "model").resolve("model.pt"), config, options);
    }

    private static Map<String, Object> with(GoldenModel golden, Map<String, Object> change) {
        Map<String, Object> config = new HashMap<>(golden.config());
        config.putAll(change);
        return config;
    }

    private static Map<String, long[][]> inputs(GoldenModel golden) throws IOException {
        Map<String, long[][]> inputs = new LinkedHashMap<>();
        for (String name : List.of("input_ids", "attention_mask", "token_type_ids")) {
            inputs.put(name, golden.longs(name));
        }
        return inputs;
    }
}
