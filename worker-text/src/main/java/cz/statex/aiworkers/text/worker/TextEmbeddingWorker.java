package cz.statex.aiworkers.text.worker;

import cz.statex.aiworkers.core.task.BaseWorker;
import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.orchestrator.schema.Examples;
import cz.statex.aiworkers.text.analysis.Embeddings;
import cz.statex.aiworkers.text.analysis.TextEmbedder;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns texts into vectors of length 1: texts that say the same have a product near 1. */
final class TextEmbeddingWorker extends BaseWorker<TextEmbeddingWorker.Input, TextEmbeddingWorker.Output> {

    private final TextEmbedder embedder;

    /**
     * One text or several.
     *
     * @param text the text, if it is one
     * @param texts the texts, if they are several; then {@code text} must be absent
     * @param normalize whether vectors are scaled to length 1, so that their products are cosines; true if absent
     */
    @Examples({
        """
            {"text": "Hello there"}
            """,
        """
            {"texts": ["The bridge is closed.", "Die Brücke ist gesperrt."], "normalize": false}
            """
    })
    record Input(
            @Nullable String text,
            @Nullable @Size(min = 1, max = InputText.MAX_TEXTS) List<String> texts,
            @Nullable Boolean normalize) {}

    /**
     * For each text, in order.
     *
     * @param embeddings the vectors
     * @param dimensions length of each vector
     * @param truncated whether the end of the text was beyond the model's longest input, and did not count
     * @param tokenCounts tokens that counted
     */
    @Examples(
            """
            {"embeddings": [[-0.48, 0.6, 0.64]], "dimensions": 3, "truncated": [false], "token_counts": [4]}
            """)
    record Output(List<float[]> embeddings, int dimensions, List<Boolean> truncated, List<Integer> tokenCounts) {}

    TextEmbeddingWorker(TextEmbedder embedder) {
        super("text.embed", Input.class, Output.class);
        this.embedder = embedder;
    }

    @Override
    protected Output process(Input input, TaskContext context) throws TaskFailure, InterruptedException {
        Embeddings embeddings = embedder.embed(
                InputText.oneOrSeveral(input.text(), input.texts()), !Boolean.FALSE.equals(input.normalize()), context);
        return new Output(
                embeddings.vectors(), embeddings.dimensions(), embeddings.truncated(), embeddings.tokenCounts());
    }

    @Override
    public void warmUp() throws TaskFailure, InterruptedException {
        embedder.warmUp();
    }

    @Override
    public Optional<ModelRef> model() {
        return Optional.of(embedder.model());
    }

    @Override
    public boolean cacheable() {
        return true;
    }
}
