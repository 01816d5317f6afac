package cz.statex.aiworkers.core.testing;

import cz.statex.aiworkers.core.checkpoint.Checkpoint;
import cz.statex.aiworkers.core.checkpoint.CheckpointException;
import cz.statex.aiworkers.core.torchscript.Programs;
import cz.statex.aiworkers.core.torchscript.TorchScriptArchive;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * A tiny model with random weights, and what the reference implementation computes with it: a folder under
 * {@code golden}, made by the script beside it. Ownership: whoever opens it closes it.
 */
public final class GoldenModel implements AutoCloseable {

    private static final Path FIXTURES = Path.of("src/test/resources/golden");

    private final Path folder;
    private final Checkpoint expected;

    private GoldenModel(Path folder, Checkpoint expected) {
        this.folder = folder;
        this.expected = expected;
    }

    /** Opens the model in the folder {@code name}. */
    public static GoldenModel open(String name) throws CheckpointException {
        Path folder = FIXTURES.resolve(name);
        return new GoldenModel(folder, Checkpoint.open(folder.resolve("expected.safetensors")));
    }

    /** Its {@code config.json}. */
    public Map<String, Object> config() throws IOException {
        return JsonMapper.shared()
                .readValue(
                        Files.readString(folder.resolve("config.json")), new TypeReference<Map<String, Object>>() {});
    }

    /** Writes its archive into the folder {@code target}, for the program that its configuration asks for. */
    public Path archive(Path target) throws IOException {
        Path archive = Files.createTempDirectory(target, "golden").resolve("model.pt");
        Map<String, Object> config = config();
        try (Checkpoint checkpoint = Checkpoint.open(folder.resolve("model.safetensors"))) {
            TorchScriptArchive.of(Programs.detect(config), config).write(checkpoint, archive);
        }
        return archive;
    }

    /** Sizes of the expected tensor {@code name}. */
    public List<Long> shape(String name) {
        return expected.find(name).orElseThrow().shape();
    }

    /** The expected tensor {@code name}, row-major. */
    public float[] floats(String name) throws CheckpointException {
        FloatBuffer stored = expected.read(name).asFloatBuffer();
        float[] values = new float[stored.remaining()];
        stored.get(values);
        return values;
    }

    /** The rows of the expected tensor {@code name} of two dimensions. */
    public float[][] floatRows(String name) throws CheckpointException {
        FloatBuffer stored = expected.read(name).asFloatBuffer();
        float[][] rows = new float[shape(name).get(0).intValue()][shape(name).get(1).intValue()];
        for (float[] row : rows) {
            stored.get(row);
        }
        return rows;
    }

    /** The rows of the expected tensor {@code name} of two dimensions. */
    public long[][] longRows(String name) throws CheckpointException {
        LongBuffer stored = expected.read(name).asLongBuffer();
        long[][] rows = new long[shape(name).get(0).intValue()][shape(name).get(1).intValue()];
        for (long[] row : rows) {
            stored.get(row);
        }
        return rows;
    }

    @Override
    public void close() {
        expected.close();
    }
}
