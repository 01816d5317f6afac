package cz.statex.aiworkers.text.model.summary;

import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.djl.TorchModel;
import cz.statex.aiworkers.core.djl.TorchSeq2Seq;
import cz.statex.aiworkers.core.generation.EncodedBatch;
import cz.statex.aiworkers.core.generation.Generator;
import cz.statex.aiworkers.core.generation.StepListener;
import cz.statex.aiworkers.core.generation.settings.GenerationSettings;
import cz.statex.aiworkers.core.generation.settings.Lengths;
import cz.statex.aiworkers.core.generation.settings.PublishedSettings;
import cz.statex.aiworkers.core.model.LoadedModel;
import cz.statex.aiworkers.core.model.ModelSpec;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.text.model.WritingModels;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A model that writes summaries: BART, or T5, which is told to by a word before the text. Thread-safe: texts of several
 * threads are computed in turns.
 *
 * <p>Sources: "BART", Lewis et al. 2019, arXiv:1910.13461; "Exploring the Limits of Transfer Learning", Raffel et al. 2019,
 * arXiv:1910.10683.
 */
public final class SummaryModel implements LoadedModel {

    private static final int USUAL_LENGTH = 512;
    private static final String T5 = "t5";
    private static final String T5_PREFIX = "summarize: ";

    private final TorchModel model;
    private final TorchSeq2Seq seq2seq;
    private final SummaryTokenizer tokenizer;
    private final GenerationSettings published;
    private final ModelRef ref;
    private final String prefix;
    private final int maxInput;
    private final int maxOutput;

    private SummaryModel(
            TorchModel model, SummaryTokenizer tokenizer, ModelEntry entry, Map<String, Object> config, ModelRef ref) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.ref = ref;
        this.published = PublishedSettings.of(config);
        this.prefix = entry.program().equals(T5) ? T5_PREFIX : "";
        int positions =
                config.get("max_position_embeddings") instanceof Number number ? number.intValue() : USUAL_LENGTH;
        this.maxInput = entry.maxTokens() > 0 ? Math.min(entry.maxTokens(), positions) : positions;
        this.maxOutput = positions - 1;
        this.seq2seq = new TorchSeq2Seq(model, maxInput, positions);
    }

    /** Asks for the model that {@code choice} names at the time, as a summarizer that runs on {@code engine}. */
    public static ModelSpec<SummaryModel> spec(Supplier<ModelEntry> choice, TorchEngine engine) {
        return new ModelSpec<>(
                choice,
                SummaryModel.class,
                (files, placement) -> WritingModels.load(
                        files,
                        placement,
                        engine,
                        "summarize",
                        all -> SummaryTokenizer.open(all.artifact("tokenizer")),
                        (model, tokenizer, config, ref) ->
                                new SummaryModel(model, tokenizer, files.entry(), config, ref)));
    }

    /** Number of the model's tokens in {@code text}. */
    public int count(String text) {
        return tokenizer.count(text);
    }

    /** Most tokens of a text that it reads at once. */
    public int maxTokens() {
        return maxInput - tokenizer.encode(prefix).length;
    }

    /** Most tokens of a summary that it writes. */
    public int maxOutput() {
        return maxOutput;
    }

    /** Whether it reads {@code text} at once. */
    public boolean fits(String text) {
        return tokenizer.encode(prefix + text).length <= maxInput;
    }

    /**
     * Summarizes a text that {@link #fits}.
     *
     * @param atLeast tokens before which the summary does not end; cut to what it can write
     * @param atMost most tokens; cut to what it can write
     * @param listener called before each step; may stop the work by throwing
     * @throws InterruptedException if the caller is interrupted
     */
    public String summarize(String text, int atLeast, int atMost, StepListener listener) throws InterruptedException {
        int most = Math.max(1, Math.min(atMost, maxOutput));
        Generator generator = new Generator(
                published.with(Lengths.newTokens(most).atLeastNew(Math.min(Math.max(0, atLeast), most - 1))));
        try (EncodedBatch encoded = seq2seq.encode(List.of(tokenizer.encode(prefix + text)))) {
            return tokenizer.decode(generator.generate(encoded, listener).get(0).tokens());
        }
    }

    @Override
    public ModelRef ref() {
        return ref;
    }

    @Override
    public long bytes() {
        return model.bytes();
    }

    /** Runs it on one short text. */
    @Override
    public void warmUp() throws InterruptedException {
        String text = fits("a a a a") ? "a a a a" : "";
        summarize(text, 0, 2, StepListener.NONE);
    }

    @Override
    public void close() {
        try {
            model.close();
        } finally {
            tokenizer.close();
        }
    }
}
