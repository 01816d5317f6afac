package cz.statex.aiworkers.core.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import cz.statex.aiworkers.core.checkpoint.Checkpoint;
import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.djl.TorchModel;
import cz.statex.aiworkers.core.djl.TorchSettings;
import cz.statex.aiworkers.core.testing.FloatTensor;
import cz.statex.aiworkers.core.testing.SafetensorsFile;
import cz.statex.aiworkers.core.testing.TinyBert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A head on pooled states, and how such a model is trained. */
class BertTrainingTest {

    private static final int LABELS = 3;
    private static final long[][] IDS = {{2, 5, 7, 3}, {2, 9, 3, 0}};
    private static final long[][] MASK = {{1, 1, 1, 1}, {1, 1, 1, 0}};
    private static final long[][] TYPES = {{0, 0, 0, 0}, {0, 0, 0, 0}};

    @TempDir
    Path folder;

    @Test
    void pooledHeadScoresWhatPoolGives() throws Exception {
        float[] weights = new float[LABELS * TinyBert.HIDDEN];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (i % 7) / 10f - 0.3f;
        }
        SafetensorsFile head = new SafetensorsFile()
                .floats("classifier.weight", weights, LABELS, TinyBert.HIDDEN)
                .floats("classifier.bias", new float[] {0.1f, 0, -0.1f}, LABELS);
        try (TorchEngine engine = new TorchEngine(new TorchSettings("cpu", 1, 1, null));
                TorchModel model = engine.load(archive(head, Map.of(), ImportOptions.of(Precision.FP32)), "pooled")) {
            FloatTensor pooled = FloatTensor.of(model, "pool", inputs());
            FloatTensor scores = FloatTensor.of(model, "classify", inputs());
            assertThat(scores.shape()).containsExactly(2L, (long) LABELS);
            for (int text = 0; text < 2; text++) {
                for (int label = 0; label < LABELS; label++) {
                    double score = 0.1 - 0.1 * label;
                    for (int i = 0; i < TinyBert.HIDDEN; i++) {
                        score += pooled.values()[text * TinyBert.HIDDEN + i] * weights[label * TinyBert.HIDDEN + i];
                    }
                    assertThat(scores.values()[text * LABELS + label]).isCloseTo((float) score, within(1e-5f));
                }
            }
        }
    }

    @Test
    void gradientsOfMixedNumbersAreCloseToThoseOf32Bits() throws Exception {
        Map<String, float[]> exact = gradients(ImportOptions.trainable(), Map.of());
        Map<String, float[]> mixed = gradients(ImportOptions.trainableMixed(), Map.of());
        assertThat(mixed.keySet()).isEqualTo(exact.keySet()).contains("layer0.qkv.weight", "head.labels_weight");
        exact.forEach((name, expected) -> {
            float[] rounded = mixed.getOrDefault(name, new float[expected.length]);
            double difference = 0;
            double size = 0;
            for (int i = 0; i < expected.length; i++) {
                difference += Math.pow(expected[i] - rounded[i], 2);
                size += Math.pow(expected[i], 2);
            }
            assertThat(Math.sqrt(difference)).as(name).isLessThan(0.05 * Math.sqrt(size) + 1e-4);
        });
    }

    @Test
    void dropoutIsForTrainingOnly() throws Exception {
        Map<String, Object> dropping = Map.of("dropout", 0.5);
        assertThat(gradients(ImportOptions.trainable(), dropping).get("head.labels_weight"))
                .isNotEqualTo(gradients(ImportOptions.trainable(), dropping).get("head.labels_weight"));
        try (TorchEngine engine = new TorchEngine(new TorchSettings("cpu", 1, 1, null));
                TorchModel plain = engine.load(archive(head(), Map.of(), ImportOptions.trainable()), "plain");
                TorchModel trained = engine.load(archive(head(), dropping, ImportOptions.trainable()), "dropping")) {
            assertThat(FloatTensor.of(trained, "classify", inputs()).values())
                    .isEqualTo(FloatTensor.of(plain, "classify", inputs()).values());
        }
    }

    private Map<String, float[]> gradients(ImportOptions options, Map<String, Object> change) throws Exception {
        Path archive = archive(head(), change, options);
        Map<String, float[]> gradients = new LinkedHashMap<>();
        try (Model model = Model.newInstance("trained", Device.cpu(), "PyTorch")) {
            model.load(archive.getParent(), archive.getFileName().toString(), Map.of("trainParam", "true"));
            try (NDManager memory = model.getNDManager().newSubManager();
                    GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDList inputs = new NDList(
                        named(memory.create(IDS), "input_ids"),
                        named(memory.create(MASK), "attention_mask"),
                        named(memory.create(TYPES), "token_type_ids"),
                        named(memory.create(0f), "module_method:classify"));
                ParameterStore store = new ParameterStore(memory, false);
                // The engine takes a program that was just loaded for one in training, so only a change tells it.
                model.getBlock().forward(store, inputs, false).attach(memory);
                NDList scores = model.getBlock().forward(store, inputs, true);
                scores.attach(memory);
                collector.backward(scores.singletonOrThrow().square().sum());
            }
            model.getBlock().getParameters().forEach(parameter -> {
                String name = parameter.getValue().getName();
                if (name.startsWith("layer") || name.startsWith("head")) {
                    try (NDArray gradient = parameter.getValue().getArray().getGradient()) {
                        gradients.put(name, gradient.toFloatArray());
                    }
                }
            });
        }
        return gradients;
    }

    private static SafetensorsFile head() {
        return new SafetensorsFile()
                .random("classifier.weight", LABELS, TinyBert.HIDDEN)
                .random("classifier.bias", LABELS);
    }

    private Path archive(SafetensorsFile head, Map<String, Object> change, ImportOptions options) throws IOException {
        Path own = Files.createTempDirectory(folder, "model");
        Path onnx = Files.write(own.resolve("tiny.onnx"), TinyBert.onnx());
        Path tensors = Files.write(own.resolve("head.safetensors"), head.build());
        Map<String, Object> config = new HashMap<>(TinyBert.CONFIG);
        config.put("architectures", List.of("BertForPooledClassification"));
        config.put("num_labels", LABELS);
        config.putAll(change);
        Path archive = own.resolve("model.pt");
        try (Checkpoint checkpoint = Checkpoint.open(List.of(onnx, tensors))) {
            TorchScriptArchive.of("bert_encoder", config, options).write(checkpoint, archive);
        }
        return archive;
    }

    private static NDArray named(NDArray array, String name) {
        array.setName(name);
        return array;
    }

    private static Map<String, long[][]> inputs() {
        Map<String, long[][]> inputs = new LinkedHashMap<>();
        inputs.put("input_ids", IDS);
        inputs.put("attention_mask", MASK);
        inputs.put("token_type_ids", TYPES);
        return inputs;
    }
}
