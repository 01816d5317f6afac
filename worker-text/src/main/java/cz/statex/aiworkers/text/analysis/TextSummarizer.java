package cz.statex.aiworkers.text.analysis;

import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeSet;

/**
 * Summarizes a text by choosing sentences: those close to what the text is about as a whole, unlike those already
 * chosen, and a little rather those at its beginning. Equal inputs give equal summaries. Thread-safe.
 *
 * <p>Sources: "The Use of MMR, Diversity-Based Reranking", Carbonell and Goldstein 1998; centrality as in "Centroid-based
 * summarization of multiple documents", Radev et al. 2004, over sentence embeddings.
 */
public final class TextSummarizer {

    private static final int KEY_POINTS = 5;

    private final TextEmbedder embedder;
    private final SentenceSplitter splitter = new SentenceSplitter();

    /** Compares sentences by {@code embedder}. */
    public TextSummarizer(TextEmbedder embedder) {
        this.embedder = embedder;
    }

    /** The model that compares sentences. */
    public ModelRef model() {
        return embedder.model();
    }

    /** Loads the model. */
    public void warmUp() throws TaskFailure, InterruptedException {
        embedder.warmUp();
    }

    /**
     * Summarizes {@code text}, which must not be blank. The summary has at most half of the sentences, and is never
     * longer than {@code length}: if no sentence fits, the best one is cut.
     *
     * @throws TaskFailure if the model cannot be had
     * @throws InterruptedException if the caller is interrupted
     */
    public Summary summarize(String text, SummaryLength length, TaskContext context)
            throws TaskFailure, InterruptedException {
        List<String> sentences = List.copyOf(new LinkedHashSet<>(splitter.split(text)));
        List<float[]> vectors = embedder.embed(sentences, context).vectors();
        SentenceRanking ranking = new SentenceRanking(vectors);

        TreeSet<Integer> chosen = new TreeSet<>();
        List<String> keyPoints = new ArrayList<>();
        int atMost = (sentences.size() + 1) / 2;
        int points = Math.min(KEY_POINTS, atMost);
        int left = length.max();
        int best = -1;
        while (chosen.size() < atMost || keyPoints.size() < points) {
            context.checkpoint();
            int next = ranking.next();
            if (next < 0) {
                break;
            }
            best = best < 0 ? next : best;
            if (keyPoints.size() < points) {
                keyPoints.add(sentences.get(next));
            }
            int added = length.added(sentences.get(next), chosen.isEmpty());
            if (added <= left && chosen.size() < atMost) {
                chosen.add(next);
                left -= added;
            }
        }
        String summary = chosen.isEmpty()
                ? length.cut(sentences.get(best))
                : String.join(" ", chosen.stream().map(sentences::get).toList());
        return new Summary(summary, keyPoints);
    }
}
