package cz.statex.aiworkers.local.evaluate;

import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.text.analysis.sentiment.Polarity;
import cz.statex.aiworkers.text.analysis.sentiment.Sentiment;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How often the sentiment of texts is told right. Where no text of the file is neutral, the model is to choose between
 * positive and negative: the likelier of the two counts, with its share of both.
 */
public final class SentimentEvaluation {

    private final SentimentRun run;

    /** Evaluates by {@code run}, which is not closed. */
    public SentimentEvaluation(SentimentRun run) {
        this.run = run;
    }

    /**
     * The figures.
     *
     * @param n texts
     * @param accuracy share whose sentiment was told
     * @param macroF1 mean of the sentiments' F1
     * @param ece expected calibration error of the confidences
     * @param textsPerS texts a second
     */
    public record Summary(int n, double accuracy, double macroF1, double ece, double textsPerS) {}

    /**
     * Analyses each text and compares.
     *
     * @throws DataException if a text has not exactly one label
     */
    public Evaluation run(List<LabelledText> texts, SentimentNames names)
            throws DataException, TaskFailure, InterruptedException {
        return evaluation(texts, names, run.analyze(texts));
    }

    /** Compares the answers that texts got. */
    static Evaluation evaluation(List<LabelledText> texts, SentimentNames names, SentimentRun.Answers answers)
            throws DataException {
        Confusion confusion = new Confusion(Arrays.stream(Polarity.values())
                .filter(polarity -> polarity != Polarity.NEUTRAL || !names.isTwoClass())
                .map(SentimentEvaluation::name)
                .toList());
        Reliability reliability = new Reliability();
        for (int i = 0; i < texts.size(); i++) {
            Sentiment.Scores scores = answers.sentiments().get(i).scores();
            Polarity found = names.isTwoClass()
                    ? scores.positive() >= scores.negative() ? Polarity.POSITIVE : Polarity.NEGATIVE
                    : answers.sentiments().get(i).sentiment();
            double both = scores.positive() + scores.negative();
            double confidence = !names.isTwoClass() ? scores.of(found) : both == 0 ? 0.5 : scores.of(found) / both;
            Polarity there = names.of(texts.get(i));
            confusion.add(name(there), name(found));
            reliability.add(confidence, found == there);
        }
        Summary summary = new Summary(
                confusion.texts(),
                Evaluation.rounded(confusion.accuracy()),
                Evaluation.rounded(confusion.macroF1()),
                Evaluation.rounded(reliability.error()),
                Evaluation.rounded(answers.textsPerS()));
        return new Evaluation(
                summary,
                Evaluation.table(confusion.rows())
                        + String.format(
                                Locale.ROOT,
                                "%n%d texts  accuracy %.4f  macro-F1 %.4f  ECE %.4f  %.1f texts/s%n",
                                summary.n(),
                                summary.accuracy(),
                                summary.macroF1(),
                                summary.ece(),
                                summary.textsPerS()));
    }

    private static String name(Polarity polarity) {
        return polarity.name().toLowerCase(Locale.ROOT);
    }
}
