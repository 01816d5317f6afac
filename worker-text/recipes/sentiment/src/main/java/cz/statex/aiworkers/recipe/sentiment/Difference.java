package cz.statex.aiworkers.recipe.sentiment;

import cz.statex.aiworkers.core.checkpoint.Checkpoint;
import cz.statex.aiworkers.core.checkpoint.TensorInfo;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What training has added to the base model, in few bytes: of matrices 8-bit steps with one size of step a row, of vectors
 * 32-bit floats. Tensors have the names of the base model's checkpoint.
 */
final class Difference {

    private static final int STEPS = 127;
    private static final Map<String, List<String>> PUBLISHED = Map.of(
            "qkv", List.of("attention.self.query", "attention.self.key", "attention.self.value"),
            "out", List.of("attention.output.dense"),
            "up", List.of("intermediate.dense"),
            "down", List.of("output.dense"),
            "norm1", List.of("attention.output.LayerNorm"),
            "norm2", List.of("output.LayerNorm"));

    private final Checkpoint base;
    private final Map<String, Tensor> tuned = new LinkedHashMap<>();
    private Head head;

    private static final class Tensor {
        private final long[] shape;
        private final float[] values;

        private Tensor(long[] shape, float[] values) {
            this.shape = shape;
            this.values = values;
        }
    }

    /** The weights of the labels: a row for each, and a number. */
    static final class Head {
        private final float[][] weight;
        private final float[] bias;

        private Head(float[][] weight, float[] bias) {
            this.weight = weight;
            this.bias = bias;
        }

        /** The same with the scores of each label multiplied by its factor, and its shift added. */
        Head scaled(double[] factors, double[] shifts) {
            float[][] rows = new float[weight.length][];
            float[] biases = new float[bias.length];
            for (int label = 0; label < rows.length; label++) {
                rows[label] = weight[label].clone();
                for (int i = 0; i < rows[label].length; i++) {
                    rows[label][i] *= (float) factors[label];
                }
                biases[label] = (float) (bias[label] * factors[label] + shifts[label]);
            }
            return new Head(rows, biases);
        }
    }

    private Difference(Checkpoint base, Head head) {
        this.base = base;
        this.head = head;
    }

    /** Of trained weights, by their names in the program, to the base model. Neither is closed. */
    static Difference of(Checkpoint base, Checkpoint trained) throws IOException {
        float[] flat = floats(trained, "head.labels_weight");
        float[] bias = floats(trained, "head.labels_bias");
        int width = flat.length / bias.length;
        float[][] rows = new float[bias.length][];
        for (int label = 0; label < rows.length; label++) {
            rows[label] = Arrays.copyOfRange(flat, label * width, (label + 1) * width);
        }
        Difference difference = new Difference(base, new Head(rows, bias));
        for (String name : trained.names()) {
            if (!name.startsWith("head")) {
                difference.add(name, floats(trained, name));
            }
        }
        return difference;
    }

    private static float[] floats(Checkpoint checkpoint, String name) throws IOException {
        FloatBuffer buffer =
                checkpoint.read(name).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    /** From {@code layer0.qkv.weight} or {@code layer0.norm1_weight}. */
    private void add(String name, float[] values) {
        String[] parts = name.split("[._]", -1);
        String prefix = "encoder.layer." + parts[0].substring("layer".length()) + ".";
        List<String> modules = PUBLISHED.get(parts[1]);
        if (modules == null) {
            throw new IllegalArgumentException("no tensor of the base model is called " + name);
        }
        int length = values.length / modules.size();
        for (int i = 0; i < modules.size(); i++) {
            String published = prefix + modules.get(i) + "." + parts[2];
            long[] shape = base.find(published).map(TensorInfo::shape).orElseThrow().stream()
                    .mapToLong(Long::longValue)
                    .toArray();
            tuned.put(published, new Tensor(shape, Arrays.copyOfRange(values, i * length, (i + 1) * length)));
        }
    }

    Head head() {
        return head;
    }

    void setHead(Head other) {
        head = other;
    }

    /** The difference as a file. */
    TensorFile file(Map<String, String> notes) throws IOException {
        TensorFile file = new TensorFile(notes);
        for (Map.Entry<String, Tensor> entry : tuned.entrySet()) {
            float[] values = entry.getValue().values.clone();
            float[] published = floats(base, entry.getKey());
            for (int i = 0; i < values.length; i++) {
                values[i] -= published[i];
            }
            long[] shape = entry.getValue().shape;
            if (shape.length == 2) {
                quantized(file, entry.getKey(), shape, values);
            } else {
                file.floats(entry.getKey() + ".difference", shape, values);
            }
        }
        int width = head.weight[0].length;
        float[] flat = new float[head.weight.length * width];
        for (int label = 0; label < head.weight.length; label++) {
            System.arraycopy(head.weight[label], 0, flat, label * width, width);
        }
        return file.floats("classifier.weight", new long[] {head.weight.length, width}, flat)
                .floats("classifier.bias", new long[] {head.bias.length}, head.bias);
    }

    private static void quantized(TensorFile file, String name, long[] shape, float[] values) {
        int rows = (int) shape[0];
        int columns = (int) shape[1];
        float[] scales = new float[rows];
        byte[] steps = new byte[values.length];
        for (int row = 0; row < rows; row++) {
            float largest = 0;
            for (int i = row * columns; i < (row + 1) * columns; i++) {
                largest = Math.max(largest, Math.abs(values[i]));
            }
            scales[row] = largest / STEPS;
            for (int i = row * columns; i < (row + 1) * columns && largest > 0; i++) {
                steps[i] = (byte) Math.round(values[i] / scales[row]);
            }
        }
        file.bytes(name + ".difference", shape, steps).floats(name + ".scale", new long[] {rows}, scales);
    }
}
