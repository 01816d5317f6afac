package cz.statex.aiworkers.text.model;

import cz.statex.aiworkers.core.djl.FloatTensor;
import cz.statex.aiworkers.core.djl.TorchEngine;
import cz.statex.aiworkers.core.djl.TorchModel;
import cz.statex.aiworkers.core.model.LoadedModel;
import cz.statex.aiworkers.core.model.ModelSpec;
import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.model.device.Placement;
import cz.statex.aiworkers.core.model.repository.ModelFiles;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Turns texts into vectors of length 1 whose products tell how alike the texts are: a BERT-family encoder, mean-pooled.
 *
 * <p>Source: "Sentence-BERT", Reimers and Gurevych 2019, arXiv:1908.10084. Thread-safe.
 */
public final class TextEncoder implements LoadedModel {

    private final TextTokenizer tokenizer;
    private final TorchModel model;
    private final ModelRef ref;
    private final int dimensions;
    private final int maxTokens;

    private TextEncoder(TextTokenizer tokenizer, TorchModel model, ModelEntry entry, Placement placement) {
        this.tokenizer = tokenizer;
        this.model = model;
        this.maxTokens = entry.maxTokens();
        this.ref = new ModelRef(
                entry.name(),
                entry.version(),
                placement.device(),
                placement.precision().text());
        this.dimensions = ((Number) entry.config().getOrDefault("hidden_size", 0)).intValue();
    }

    /** Asks for this model, whatever the catalog says later, as a text encoder that runs on {@code engine}. */
    public static ModelSpec<TextEncoder> spec(ModelEntry entry, TorchEngine engine) {
        return spec(() -> entry, engine);
    }

    /** Asks for the model that {@code choice} names at the time, as a text encoder that runs on {@code engine}. */
    public static ModelSpec<TextEncoder> spec(Supplier<ModelEntry> choice, TorchEngine engine) {
        return new ModelSpec<>(choice, TextEncoder.class, (files, placement) -> load(files, placement, engine));
    }

    private static TextEncoder load(ModelFiles files, Placement placement, TorchEngine engine) throws ModelException {
        ModelEntry entry = files.entry();
        TorchModel model = engine.load(files.archive(), entry.id(), placement.device());
        try {
            TextTokenizer tokenizer = TextTokenizer.open(files.artifact("tokenizer"), entry.maxTokens());
            return new TextEncoder(tokenizer, model, entry, placement);
        } catch (IOException | RuntimeException e) {
            model.close();
            throw new ModelException(ErrorCode.MODEL_INVALID, "the tokenizer of model " + entry.id() + " is broken", e);
        }
    }

    /** Tokenizes texts; what is beyond the model's longest input is cut off. */
    public List<EncodedText> encode(List<String> texts) {
        return tokenizer.encode(texts);
    }

    /**
     * Computes one batch.
     *
     * @param batch at least one text; memory and time grow with their number times the longest
     * @return for each text, in order, a vector of length 1
     * @throws InterruptedException if the caller is interrupted
     */
    public float[][] embed(List<EncodedText> batch) throws InterruptedException {
        int width = batch.stream().mapToInt(EncodedText::tokens).max().orElseThrow();
        long[][] ids = new long[batch.size()][];
        long[][] mask = new long[batch.size()][width];
        for (int row = 0; row < ids.length; row++) {
            long[] tokens = batch.get(row).ids();
            // Id 0 is the padding token of this family; the mask makes it count for nothing anyway.
            ids[row] = Arrays.copyOf(tokens, width);
            Arrays.fill(mask[row], 0, tokens.length, 1);
        }
        Map<String, long[][]> inputs = new LinkedHashMap<>();
        inputs.put("input_ids", ids);
        inputs.put("attention_mask", mask);
        inputs.put("token_type_ids", new long[ids.length][width]);
        FloatTensor vectors = model.call("embed", inputs);
        float[][] rows = new float[ids.length][];
        Arrays.setAll(rows, vectors::row);
        return rows;
    }

    /** Length of the vectors. */
    public int dimensions() {
        return dimensions;
    }

    @Override
    public ModelRef ref() {
        return ref;
    }

    @Override
    public long bytes() {
        return model.bytes();
    }

    /** Runs it on one text of each length, every four times the one before, up to the longest it reads. */
    @Override
    public void warmUp() throws InterruptedException {
        for (int words = 1; words <= maxTokens; words *= 4) {
            embed(encode(List.of("warm ".repeat(words))));
        }
    }

    @Override
    public void close() {
        model.close();
        tokenizer.close();
    }
}
