package cz.statex.aiworkers.text.evaluation;

import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.text.analysis.translation.TranslationRequest;
import cz.statex.aiworkers.text.analysis.translation.Translator;
import cz.statex.aiworkers.text.evaluation.ParallelTexts.Pair;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How close a translator comes to translations that people made, by BLEU and chrF, and how fast it is. */
public final class TranslationEvaluation {

    /** Texts that are translated at a time: enough that batches have texts of like lengths. */
    private static final int CHUNK = 500;

    private final Translator translator;

    /**
     * The figures.
     *
     * @param n pairs
     * @param bleu 0 to 100, as sacreBLEU computes it
     * @param chrf chrF2, 0 to 100, as sacreBLEU computes it
     * @param textsPerS texts translated in a second, the load of the model left out
     */
    public record Figures(int n, double bleu, double chrf, double textsPerS) {}

    /**
     * What is asked of the translator.
     *
     * @param source language of the texts
     * @param target wanted language
     * @param model catalog name, null for the first that knows the languages
     * @param beams as in a task
     */
    public record Direction(String source, String target, @Nullable String model, @Nullable Integer beams) {

        private TranslationRequest request(List<String> texts) {
            return new TranslationRequest(texts, source, target, model, beams, null);
        }
    }

    /** Told of each translated pair. */
    public interface Listener {

        /** A pair and what the model made of it. */
        void translated(Pair pair, String translation);
    }

    /** Evaluates {@code translator}. */
    public TranslationEvaluation(Translator translator) {
        this.translator = translator;
    }

    /**
     * Translates all pairs' sources and compares.
     *
     * @throws TaskFailure if the languages or the model are not there
     */
    public Figures run(Direction direction, List<Pair> pairs, Listener listener, TaskContext context)
            throws TaskFailure, InterruptedException {
        Bleu bleu = new Bleu();
        ChrF chrf = new ChrF();
        // Loads the model.
        translate(direction, pairs.subList(0, 1), context);
        long nanos = 0;
        for (int from = 0; from < pairs.size(); from += CHUNK) {
            List<Pair> chunk = pairs.subList(from, Math.min(from + CHUNK, pairs.size()));
            long start = System.nanoTime();
            List<String> translations = translate(direction, chunk, context);
            nanos += System.nanoTime() - start;
            for (int i = 0; i < chunk.size(); i++) {
                bleu.add(translations.get(i), chunk.get(i).target());
                chrf.add(translations.get(i), chunk.get(i).target());
                listener.translated(chunk.get(i), translations.get(i));
            }
        }
        return new Figures(
                pairs.size(), rounded(bleu.score()), rounded(chrf.score()), rounded(pairs.size() / (nanos / 1e9)));
    }

    private List<String> translate(Direction direction, List<Pair> pairs, TaskContext context)
            throws TaskFailure, InterruptedException {
        return translator
                .translate(direction.request(pairs.stream().map(Pair::source).toList()), context)
                .texts();
    }

    /** With two digits behind the point. */
    private static double rounded(double figure) {
        return Math.round(figure * 100) / 100.0;
    }
}
