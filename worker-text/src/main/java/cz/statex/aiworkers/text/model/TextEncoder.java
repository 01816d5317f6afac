package cz.statex.aiworkers.text.model;

import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.model.LoadedModel;
import cz.statex.aiworkers.core.model.ModelSpec;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.core.torchscript.Programs;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Turns texts into vectors of length 1 whose products tell how alike the texts are: a BERT-family encoder, mean-pooled.
 * Texts of tasks that run at the same time are computed in common batches.
 *
 * <p>Source: "Sentence-BERT", Reimers and Gurevych 2019, arXiv:1908.10084. Thread-safe.
 */
public final class TextEncoder implements LoadedModel {

    /** Shorter vectors have no direction. */
    private static final double SHORTEST = 1e-12;

    private final EncoderRuntime runtime;

    private TextEncoder(EncoderRuntime runtime) {
        this.runtime = runtime;
    }

    /** Whether a model of the catalog can be run as a text encoder. */
    public static boolean runs(ModelEntry entry) {
        return entry.program().equals(Programs.BERT) && entry.artifacts().containsKey(EncoderRuntime.TOKENIZER);
    }

    /**
     * Asks for the model that {@code choice} names at the time, as a text encoder that runs on {@code engine}.
     *
     * @param makeRoom frees what it can on a device that had too little memory for a batch
     */
    public static ModelSpec<TextEncoder> spec(
            Supplier<ModelEntry> choice, TorchEngine engine, Consumer<String> makeRoom) {
        return new ModelSpec<>(
                choice,
                TextEncoder.class,
                (files, placement) -> new TextEncoder(EncoderRuntime.load(files, "pool", placement, engine, makeRoom)));
    }

    /** Tokenizes texts on this thread; what is beyond the model's longest input is cut off. */
    public List<EncodedText> encode(List<String> texts) {
        return runtime.tokenizer().encode(texts);
    }

    /** Number of tokens in {@code text}, without the two that mark begin and end, however many there are. */
    public int count(String text) {
        return runtime.tokenizer().encodeUncut(text).length - 2;
    }

    /**
     * Computes texts, in batches with those of other tasks.
     *
     * @param progress told whenever some are done, how many there are now
     * @return for each text, in order, a vector of length 1
     * @throws TaskFailure if too much waits already
     * @throws InterruptedException if the caller is interrupted
     */
    public List<float[]> embed(List<EncodedText> texts, TaskContext context, IntConsumer progress)
            throws TaskFailure, InterruptedException {
        return scaled(pool(texts, context, progress));
    }

    /**
     * Computes texts as {@link #embed(List, TaskContext, IntConsumer)} does, without scaling the vectors to length 1.
     *
     * @param progress told whenever some are done, how many there are now
     * @return for each text, in order, the mean of its tokens' hidden states, or the first one, as the model has it
     * @throws TaskFailure if too much waits already
     * @throws InterruptedException if the caller is interrupted
     */
    public List<float[]> pool(List<EncodedText> texts, TaskContext context, IntConsumer progress)
            throws TaskFailure, InterruptedException {
        return runtime.compute(texts, context, progress);
    }

    /**
     * Computes one batch, by itself.
     *
     * @param batch at least one text; memory and time grow with their number times the longest
     * @return for each text, in order, a vector of length 1
     * @throws InterruptedException if the caller is interrupted
     */
    public List<float[]> embed(List<EncodedText> batch) throws InterruptedException {
        return scaled(runtime.compute(batch));
    }

    /** The same vectors, which are changed, with length 1. */
    private static List<float[]> scaled(List<float[]> vectors) {
        for (float[] vector : vectors) {
            double square = 0;
            for (float number : vector) {
                square += (double) number * number;
            }
            float factor = (float) (1 / Math.max(Math.sqrt(square), SHORTEST));
            for (int d = 0; d < vector.length; d++) {
                vector[d] *= factor;
            }
        }
        return vectors;
    }

    @Override
    public ModelRef ref() {
        return runtime.ref();
    }

    @Override
    public long bytes() {
        return runtime.bytes();
    }

    /** Runs it on texts of few and of many tokens, so that the first task does not wait for what is made once. */
    @Override
    public void warmUp() throws InterruptedException {
        runtime.warmUp();
    }

    @Override
    public void close() {
        runtime.close();
    }
}
