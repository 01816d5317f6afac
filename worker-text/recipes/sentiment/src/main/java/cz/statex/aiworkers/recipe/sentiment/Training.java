package cz.statex.aiworkers.recipe.sentiment;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.ndarray.NDArray;
import cz.statex.aiworkers.core.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One training run, in a folder: {@code budget} holds the number of tokens to end after and may be changed while it runs,
 * {@code state.safetensors} is what it goes on from, {@code last.safetensors} and {@code mean.safetensors}
 * what it has reached: the weights, and their running mean.
 *
 * <p>The steps' size rises, stays, and falls to 0 over the last part: "MiniCPM", Hu et al. 2024, arXiv:2404.06395,
 * section 4.
 */
final class Training {

    private static final float RATE = 2.0e-4f;
    private static final int WARMUP_STEPS = 60;
    private static final double FALLING = 0.4;
    private static final Duration SAVE_EVERY = Duration.ofMinutes(6);
    private static final int TELL_EVERY = 20;

    private final Path run;
    private final TrainableModel model;
    private final AdamW optimizer;
    private final Stream stream;
    private final Progress progress;
    private long tokens;

    Training(Path run, TrainableModel model, Stream stream, Progress progress) {
        this.run = run;
        this.model = model;
        this.stream = stream;
        this.progress = progress;
        this.optimizer = new AdamW(model.manager(), model.parameters());
    }

    /** Trains until the budget is spent. */
    void run() throws IOException {
        resume();
        long budget = budget();
        long saved = System.nanoTime();
        Tally tally = new Tally();
        while (tokens < budget) {
            List<Stream.Item> batch = stream.next();
            tally.add(model.backward(batch));
            optimizer.step(model.manager(), rate(budget));
            tokens += batch.stream().mapToLong(item -> item.ids().length).sum();
            if (optimizer.steps() % TELL_EVERY == 0) {
                tally.tell(budget);
                tally = new Tally();
                budget = budget();
            }
            if (System.nanoTime() - saved > SAVE_EVERY.toNanos()) {
                save();
                progress.look(model);
                saved = System.nanoTime();
            }
        }
        save();
        progress.look(model);
    }

    /** What some steps came to. */
    private final class Tally {
        private final long start = System.nanoTime();
        private final long before = tokens;
        private double sentiment;
        private double emotions;

        void add(TrainableModel.Losses losses) {
            sentiment += losses.sentiment();
            emotions += losses.emotions();
        }

        void tell(long budget) {
            progress.tell(String.format(
                    Locale.ROOT,
                    "step %d tokens %d of %d rate %.2e sentiment %.4f emotions %.4f speed %.0f tokens/s",
                    optimizer.steps(),
                    tokens,
                    budget,
                    rate(budget),
                    sentiment / TELL_EVERY,
                    emotions / TELL_EVERY,
                    (tokens - before) / ((System.nanoTime() - start) / 1e9)));
        }
    }

    private float rate(long budget) {
        double warm = Math.min(1, (optimizer.steps() + 1.0) / WARMUP_STEPS);
        double left = Math.max(0, 1 - (double) tokens / budget);
        return (float) (RATE * warm * Math.min(1, left / FALLING));
    }

    private long budget() throws IOException {
        return Long.parseLong(Files.readString(run.resolve("budget")).strip());
    }

    private void save() throws IOException {
        TensorFile state = new TensorFile(Map.of());
        TensorFile mean = new TensorFile(Map.of());
        TensorFile last = new TensorFile(Map.of());
        state.floats("progress", new long[] {2}, new float[] {optimizer.steps(), tokens / 1000f});
        for (Map.Entry<String, AdamW.State> entry : optimizer.states().entrySet()) {
            AdamW.State of = entry.getValue();
            long[] shape = of.weight().getShape().getShape();
            mean.floats(entry.getKey(), shape, of.mean().toFloatArray());
            last.floats(entry.getKey(), shape, of.weight().toFloatArray());
            state.floats("weight." + entry.getKey(), shape, of.weight().toFloatArray());
            state.floats("first." + entry.getKey(), shape, of.first().toFloatArray());
            state.floats("second." + entry.getKey(), shape, of.second().toFloatArray());
            state.floats("mean." + entry.getKey(), shape, of.mean().toFloatArray());
        }
        mean.write(run.resolve("mean.safetensors"));
        last.write(run.resolve("last.safetensors"));
        state.write(run.resolve("state.safetensors"));
    }

    private void resume() throws IOException {
        Path file = run.resolve("state.safetensors");
        if (!Files.exists(file)) {
            return;
        }
        try (Checkpoint state = Checkpoint.open(file)) {
            FloatBuffer done = floats(state, "progress");
            optimizer.resume((int) done.get(0));
            tokens = (long) (done.get(1) * 1000);
            for (Map.Entry<String, AdamW.State> entry : optimizer.states().entrySet()) {
                AdamW.State of = entry.getValue();
                set(of.weight(), floats(state, "weight." + entry.getKey()));
                set(of.first(), floats(state, "first." + entry.getKey()));
                set(of.second(), floats(state, "second." + entry.getKey()));
                set(of.mean(), floats(state, "mean." + entry.getKey()));
            }
        }
        progress.tell("goes on after step " + optimizer.steps());
    }

    private static FloatBuffer floats(Checkpoint checkpoint, String name) throws IOException {
        return checkpoint.read(name).order(java.nio.ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }

    private static void set(NDArray array, FloatBuffer values) {
        float[] copy = new float[values.remaining()];
        values.get(copy);
        try (NDArray loaded = array.getManager().create(copy, array.getShape())) {
            array.muli(0f).addi(loaded);
        }
    }

    /** Reads texts as the stream does. */
    static HuggingFaceTokenizer tokenizer(Path file, int maxTokens) throws IOException {
        return HuggingFaceTokenizer.builder()
                .optTokenizerPath(file)
                .optTruncation(true)
                .optMaxLength(maxTokens)
                .optPadding(false)
                .build();
    }
}
