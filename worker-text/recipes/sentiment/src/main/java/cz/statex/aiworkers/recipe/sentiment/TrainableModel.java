package cz.statex.aiworkers.recipe.sentiment;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import cz.statex.aiworkers.recipe.sentiment.data.Example;
import cz.statex.aiworkers.recipe.sentiment.data.Targets;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The archive in the engine with parameters that can be trained. One thread. */
final class TrainableModel implements AutoCloseable {

    /** What all emotions' losses together count against the sentiment's. */
    private static final float EMOTIONS = 0.4f;

    private final Model model;
    private final ParameterStore store;
    private final Map<String, NDArray> parameters = new LinkedHashMap<>();

    /** What a batch's errors were, per example. */
    record Losses(float sentiment, float emotions) {}

    private TrainableModel(Model model) {
        this.model = model;
        this.store = new ParameterStore(model.getNDManager(), false);
    }

    /** Loads an archive; its embeddings are kept as they are. */
    static TrainableModel load(Path archive) throws IOException, MalformedModelException {
        Model model = Model.newInstance("sentiment", Device.cpu(), "PyTorch");
        TrainableModel trainable = new TrainableModel(model);
        model.load(archive.getParent(), archive.getFileName().toString(), Map.of("trainParam", "true"));
        for (Pair<String, Parameter> parameter : model.getBlock().getParameters()) {
            String name = parameter.getValue().getName();
            NDArray array = parameter.getValue().getArray();
            boolean trained = name.startsWith("layer") || name.startsWith("head");
            array.setRequiresGradient(trained);
            if (trained) {
                trainable.parameters.put(name, array);
            }
        }
        // DJL takes a program that was just loaded for one in training, so that only a change from inference tells it.
        trainable.scores(List.of(new Stream.Item(new long[] {0}, new Example("", null, null, 0))));
        return trainable;
    }

    NDManager manager() {
        return model.getNDManager();
    }

    /** What is trained, by its name in the program. */
    Map<String, NDArray> parameters() {
        return parameters;
    }

    /** Computes a batch and the gradients of its losses. */
    Losses backward(List<Stream.Item> batch) {
        try (NDManager memory = model.getNDManager().newSubManager();
                GradientCollector gradients = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray logits = logits(memory, batch, true);
            NDArray sentiment = sentimentLoss(memory, logits.get(":, :3"), batch);
            NDArray emotions = emotionsLoss(memory, logits.get(":, 3:"), batch);
            gradients.backward(sentiment.add(emotions.mul(EMOTIONS)));
            return new Losses(sentiment.getFloat(), emotions.getFloat());
        }
    }

    /** The model's numbers for each text, in order. */
    float[][] scores(List<Stream.Item> batch) {
        try (NDManager memory = model.getNDManager().newSubManager()) {
            float[] all = logits(memory, batch, false).toFloatArray();
            int labels = all.length / batch.size();
            float[][] rows = new float[batch.size()][labels];
            for (int row = 0; row < rows.length; row++) {
                System.arraycopy(all, row * labels, rows[row], 0, labels);
            }
            return rows;
        }
    }

    private NDArray logits(NDManager memory, List<Stream.Item> batch, boolean training) {
        int rows = batch.size();
        int width = batch.stream().mapToInt(item -> item.ids().length).max().orElseThrow();
        LongBuffer ids = LongBuffer.allocate(rows * width);
        LongBuffer mask = LongBuffer.allocate(rows * width);
        for (int row = 0; row < rows; row++) {
            long[] tokens = batch.get(row).ids();
            for (int t = 0; t < tokens.length; t++) {
                ids.put(row * width + t, tokens[t]);
                mask.put(row * width + t, 1);
            }
        }
        Shape shape = new Shape(rows, width);
        NDList inputs = new NDList(
                named(memory.create(ids, shape, ai.djl.ndarray.types.DataType.INT64), "input_ids"),
                named(memory.create(mask, shape, ai.djl.ndarray.types.DataType.INT64), "attention_mask"),
                named(memory.zeros(shape, ai.djl.ndarray.types.DataType.INT64), "token_type_ids"),
                named(memory.create(0f), "module_method:classify"));
        NDList outputs = model.getBlock().forward(store, inputs, training);
        outputs.attach(memory);
        return outputs.singletonOrThrow();
    }

    private static NDArray named(NDArray array, String name) {
        array.setName(name);
        return array;
    }

    /** Cross entropy against shares of sentiments. */
    private static NDArray sentimentLoss(NDManager memory, NDArray logits, List<Stream.Item> batch) {
        int labels = Targets.SENTIMENTS.size();
        FloatBuffer targets = FloatBuffer.allocate(batch.size() * labels);
        for (int row = 0; row < batch.size(); row++) {
            Example example = batch.get(row).example();
            for (int s = 0; s < labels && example.sentiment() != null; s++) {
                targets.put(row * labels + s, example.weight() * example.sentiment()[s]);
            }
        }
        NDArray expected =
                memory.create(targets, new Shape(batch.size(), labels), ai.djl.ndarray.types.DataType.FLOAT32);
        return logits.logSoftmax(1).mul(expected).sum().neg().div(batch.size());
    }

    /** Binary cross entropy of each emotion by itself, summed over the emotions. */
    private static NDArray emotionsLoss(NDManager memory, NDArray logits, List<Stream.Item> batch) {
        int labels = Targets.EMOTIONS.size();
        FloatBuffer targets = FloatBuffer.allocate(batch.size() * labels);
        FloatBuffer counted = FloatBuffer.allocate(batch.size());
        for (int row = 0; row < batch.size(); row++) {
            Example example = batch.get(row).example();
            if (example.emotions() != null) {
                counted.put(row, 1);
                targets.put(row * labels, example.emotions());
            }
        }
        NDArray expected =
                memory.create(targets, new Shape(batch.size(), labels), ai.djl.ndarray.types.DataType.FLOAT32);
        NDArray rows = memory.create(counted, new Shape(batch.size(), 1), ai.djl.ndarray.types.DataType.FLOAT32);
        NDArray losses = logits.maximum(0f)
                .sub(logits.mul(expected))
                .add(logits.abs().neg().exp().add(1f).log());
        return losses.mul(rows).sum().div(batch.size());
    }

    @Override
    public void close() {
        model.close();
    }
}
