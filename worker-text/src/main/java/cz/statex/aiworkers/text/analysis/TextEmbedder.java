package cz.statex.aiworkers.text.analysis;

import cz.statex.aiworkers.core.model.ModelLease;
import cz.statex.aiworkers.core.model.ModelManager;
import cz.statex.aiworkers.core.model.ModelSpec;
import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.text.model.EncodedText;
import cz.statex.aiworkers.text.model.TextEncoder;
import java.util.ArrayList;
import java.util.List;

/** Embeds any number of texts, in batches of alike lengths. Thread-safe. */
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
     * Embeds {@code texts}.
     *
     * @param context asked between batches whether to go on, and told how far the work is
     * @throws TaskFailure if the model cannot be had
     * @throws InterruptedException if the caller is interrupted
     */
    public Embeddings embed(List<String> texts, TaskContext context) throws TaskFailure, InterruptedException {
        try (ModelLease<TextEncoder> lease = models.lease(spec)) {
            TextEncoder encoder = lease.model();
            List<EncodedText> encoded = encoder.encode(texts);
            float[][] vectors = new float[texts.size()][];
            int done = 0;
            for (List<Integer> batch :
                    Batches.of(encoded.stream().map(EncodedText::tokens).toList())) {
                context.checkpoint();
                float[][] rows = encoder.embed(batch.stream().map(encoded::get).toList());
                for (int row = 0; row < rows.length; row++) {
                    vectors[batch.get(row)] = rows[row];
                }
                done += rows.length;
                context.progress(100 * done / texts.size(), "embedded " + done + " of " + texts.size());
            }
            return new Embeddings(
                    new ArrayList<>(List.of(vectors)),
                    encoder.dimensions(),
                    encoded.stream().map(EncodedText::truncated).toList(),
                    encoded.stream().map(EncodedText::tokens).toList());
        }
    }
}
