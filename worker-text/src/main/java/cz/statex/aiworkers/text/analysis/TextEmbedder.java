package cz.statex.aiworkers.text.analysis;

import cz.statex.aiworkers.core.model.ModelLease;
import cz.statex.aiworkers.core.model.ModelManager;
import cz.statex.aiworkers.core.model.ModelSpec;
import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.text.model.EncodedText;
import cz.statex.aiworkers.text.model.TextEncoder;
import java.util.List;
import java.util.function.IntConsumer;

/** Embeds any number of texts, in batches of alike lengths that tasks share. Thread-safe. */
public final class TextEmbedder {

    private final ModelManager models;
    private final ModelSpec<TextEncoder> spec;

    /** Embeds with the model {@code spec} of {@code models}. */
    public TextEmbedder(ModelManager models, ModelSpec<TextEncoder> spec) {
        this.models = models;
        this.spec = spec;
    }

    /** The model that answers. */
    public ModelRef model() {
        return models.describe(spec);
    }

    /** Loads the model, which warms it up. */
    public void warmUp() throws TaskFailure, InterruptedException {
        models.lease(spec).close();
    }

    /**
     * Embeds {@code texts} as vectors of length 1.
     *
     * @param context may stop the work at any time, and is told how far it is
     * @throws TaskFailure if the model cannot be had, or too much waits for it already
     * @throws InterruptedException if the caller is interrupted
     */
    public Embeddings embed(List<String> texts, TaskContext context) throws TaskFailure, InterruptedException {
        return embed(texts, true, context);
    }

    /**
     * Embeds {@code texts}.
     *
     * @param normalized whether vectors are scaled to length 1, so that their products are cosines
     * @param context may stop the work at any time, and is told how far it is
     * @throws TaskFailure if the model cannot be had, or too much waits for it already
     * @throws InterruptedException if the caller is interrupted
     */
    public Embeddings embed(List<String> texts, boolean normalized, TaskContext context)
            throws TaskFailure, InterruptedException {
        try (ModelLease<TextEncoder> lease = models.lease(spec)) {
            TextEncoder encoder = lease.model();
            List<EncodedText> encoded = encoder.encode(texts);
            IntConsumer progress =
                    done -> context.progress(100 * done / texts.size(), "embedded " + done + " of " + texts.size());
            List<float[]> vectors =
                    normalized ? encoder.embed(encoded, context, progress) : encoder.pool(encoded, context, progress);
            return new Embeddings(
                    vectors,
                    encoded.stream().map(EncodedText::truncated).toList(),
                    encoded.stream().map(EncodedText::tokens).toList());
        }
    }

    /** Lends the model, to count tokens by. */
    ModelLease<TextEncoder> lease() throws TaskFailure, InterruptedException {
        return models.lease(spec);
    }
}
