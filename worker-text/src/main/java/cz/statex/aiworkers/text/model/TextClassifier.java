package cz.statex.aiworkers.text.model;

import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.model.LoadedModel;
import cz.statex.aiworkers.core.model.ModelSpec;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Scores texts by labels: a BERT-family encoder with a head for sequences. Texts of tasks that run at the same time are
 * computed in common batches. Thread-safe.
 */
public final class TextClassifier implements LoadedModel {

    private final EncoderRuntime runtime;
    private final boolean spellsEmoji;

    private TextClassifier(EncoderRuntime runtime) {
        this.runtime = runtime;
        this.spellsEmoji = Boolean.TRUE.equals(runtime.entry().config().get("spell_emoji"));
    }

    /**
     * Asks for the model that {@code choice} names at the time, as a classifier that runs on {@code engine}.
     *
     * @param makeRoom frees what it can on a device that had too little memory for a batch
     */
    public static ModelSpec<TextClassifier> spec(
            Supplier<ModelEntry> choice, TorchEngine engine, Consumer<String> makeRoom) {
        return new ModelSpec<>(
                choice,
                TextClassifier.class,
                (files, placement) ->
                        new TextClassifier(EncoderRuntime.load(files, "classify", placement, engine, makeRoom)));
    }

    /** Tokenizes a text on this thread, in as many pieces as it takes. */
    public TextWindows windows(String text) {
        String read = spellsEmoji ? EmojiNames.spelled(text) : text;
        return TextWindows.of(read, runtime.tokenizer(), entry().maxTokens());
    }

    /**
     * Scores texts, in batches with those of other tasks.
     *
     * @param progress told whenever some are done, how many there are now
     * @return for each text, in order, a score for each label of the model, before softmax or sigmoid
     * @throws TaskFailure if too much waits already
     * @throws InterruptedException if the caller is interrupted
     */
    public List<float[]> scores(List<EncodedText> texts, TaskContext context, IntConsumer progress)
            throws TaskFailure, InterruptedException {
        return runtime.compute(texts, context, progress);
    }

    /** What the catalog says of the model. */
    public ModelEntry entry() {
        return runtime.entry();
    }

    @Override
    public ModelRef ref() {
        return runtime.ref();
    }

    @Override
    public long bytes() {
        return runtime.bytes();
    }

    @Override
    public void warmUp() throws InterruptedException {
        runtime.warmUp();
    }

    @Override
    public void close() {
        runtime.close();
    }
}
