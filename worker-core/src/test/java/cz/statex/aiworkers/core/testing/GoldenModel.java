package cz.statex.aiworkers.core.testing;

import cz.statex.aiworkers.core.checkpoint.Checkpoint;
import cz.statex.aiworkers.core.torchscript.ImportOptions;
import cz.statex.aiworkers.core.torchscript.Precision;
import cz.statex.aiworkers.core.torchscript.Programs;
import cz.statex.aiworkers.core.torchscript.TorchScriptArchive;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A tiny model with random weights, and what the reference implementation computes with it: a folder under
 * {@code golden}, made by the script beside it. Ownership: whoever opens it closes it.
 */
public final class GoldenModel implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path folder;
    private final Checkpoint expected;

    private GoldenModel(Path folder, Checkpoint expected) {
        this.folder = folder;
        this.expected = expected;
    }

    /** The model {@code name} of {@code src/test/resources/golden}. */
    public static GoldenModel open(String name) throws IOException {
        Path folder = Path.of("src/test/resources/golden", name);
        return new GoldenModel(folder, Checkpoint.open(folder.resolve("expected.safetensors")));
    }

    /** Its configuration, as it is published. */
    public Map<String, Object> config() {
        return JSON.convertValue(json("config.json"), new TypeReference<Map<String, Object>>() {});
    }

    /** Writes its archive to {@code target}, for the program that its configuration asks for. */
    public Path archive(Path target) throws IOException {
        return archive(target, ImportOptions.of(Precision.FP32));
    }

    /** The same with weights kept in another way. */
    public Path archive(Path target, ImportOptions options) throws IOException {
        return archive(target, config(), options);
    }

    /** The same with another configuration. */
    public Path archive(Path target, Map<String, Object> config, ImportOptions options) throws IOException {
        try (Checkpoint checkpoint = weights()) {
            return archive(target, config, options, checkpoint);
        }
    }

    /** The same with other weights. */
    public Path archive(Path target, ImportOptions options, Checkpoint other) throws IOException {
        return archive(target, config(), options, other);
    }

    private static Path archive(Path target, Map<String, Object> config, ImportOptions options, Checkpoint weights)
            throws IOException {
        TorchScriptArchive.of(Programs.detect(config), config, options).write(weights, target);
        return target;
    }

    /** Its weights, which the caller closes. */
    public Checkpoint weights() throws IOException {
        return Checkpoint.open(folder.resolve("model.safetensors"));
    }

    /** One of its JSON files. */
    public JsonNode json(String file) {
        return JSON.readTree(folder.resolve(file));
    }

    /** Sizes of the dimensions of expected or given numbers. */
    public List<Long> shape(String name) {
        return expected.find(name).orElseThrow().shape();
    }

    /** Expected numbers, row-major. */
    public float[] floats(String name) throws IOException {
        FloatBuffer buffer = expected.read(name).asFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    /** Given numbers in two dimensions. */
    public float[][] floatRows(String name) throws IOException {
        FloatBuffer buffer = expected.read(name).asFloatBuffer();
        float[][] rows =
                new float[shape(name).get(0).intValue()][shape(name).get(1).intValue()];
        for (float[] row : rows) {
            buffer.get(row);
        }
        return rows;
    }

    /** Expected or given whole numbers in two dimensions. */
    public long[][] longs(String name) throws IOException {
        LongBuffer buffer = expected.read(name).asLongBuffer();
        long[][] rows =
                new long[shape(name).get(0).intValue()][shape(name).get(1).intValue()];
        for (long[] row : rows) {
            buffer.get(row);
        }
        return rows;
    }

    /** The texts without their padding. */
    public List<long[]> texts() throws IOException {
        long[][] ids = longs("input_ids");
        long[][] mask = longs("attention_mask");
        List<long[]> texts = new ArrayList<>();
        for (int row = 0; row < ids.length; row++) {
            texts.add(Arrays.copyOf(ids[row], (int) Arrays.stream(mask[row]).sum()));
        }
        return texts;
    }

    @Override
    public void close() {
        expected.close();
    }
}
