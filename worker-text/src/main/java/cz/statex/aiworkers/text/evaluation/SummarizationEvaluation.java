package cz.statex.aiworkers.text.evaluation;

import com.fasterxml.jackson.annotation.JsonProperty;
import cz.statex.aiworkers.core.task.TaskFailure;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * How close summaries come to those of people: ROUGE, as F1, the mean over the references of a text and then over the
 * texts, beside that of the first three sentences of each text, which is the baseline for news.
 */
public final class SummarizationEvaluation {

    private static final int LEAD = 3;
    private static final double SECOND = 1e9;
    private static final double TEN_THOUSAND = 10_000;

    private final Rouge rouge;
    private final LongSupplier nanoTime;

    /** What summarizes. */
    public interface Summarizer {

        /** The summary of a text. */
        String summarize(String text) throws TaskFailure, InterruptedException;

        /** The sentences of a text, in order. */
        List<String> sentences(String text);
    }

    /**
     * The figures, all but the first from 0 to 1, rounded to four digits.
     *
     * @param n texts
     * @param rouge1 shared words
     * @param rouge2 shared pairs of words
     * @param rougeL longest common sequence of words
     * @param lead3Rouge1 the same of the first three sentences
     * @param lead3Rouge2 the same of the first three sentences
     * @param lead3RougeL the same of the first three sentences
     * @param textsPerS texts a second
     */
    public record Result(
            int n,
            double rouge1,
            double rouge2,
            @JsonProperty("rougeL") double rougeL,
            double lead3Rouge1,
            double lead3Rouge2,
            @JsonProperty("lead3_rougeL") double lead3RougeL,
            double textsPerS) {}

    /** Compares by {@code rouge}. */
    public SummarizationEvaluation(Rouge rouge) {
        this(rouge, System::nanoTime);
    }

    SummarizationEvaluation(Rouge rouge, LongSupplier nanoTime) {
        this.rouge = rouge;
        this.nanoTime = nanoTime;
    }

    /** Summarizes each text and compares. */
    public Result run(List<ReferenceSummary> texts, Summarizer summarizer) throws TaskFailure, InterruptedException {
        double[] found = new double[3];
        double[] lead = new double[3];
        long took = 0;
        for (ReferenceSummary text : texts) {
            long before = nanoTime.getAsLong();
            String summary = summarizer.summarize(text.text());
            took += nanoTime.getAsLong() - before;
            add(found, text, summary);
            add(
                    lead,
                    text,
                    summarizer.sentences(text.text()).stream().limit(LEAD).collect(Collectors.joining(" ")));
        }
        int n = texts.size();
        return new Result(
                n,
                rounded(found[0] / n),
                rounded(found[1] / n),
                rounded(found[2] / n),
                rounded(lead[0] / n),
                rounded(lead[1] / n),
                rounded(lead[2] / n),
                rounded(n * SECOND / Math.max(1, took)));
    }

    private void add(double[] sums, ReferenceSummary text, String summary) {
        for (String reference : text.references()) {
            Rouge.Scores scores = rouge.score(reference, summary);
            int references = text.references().size();
            sums[0] += scores.rouge1().f1() / references;
            sums[1] += scores.rouge2().f1() / references;
            sums[2] += scores.rougeL().f1() / references;
        }
    }

    private static double rounded(double figure) {
        return Math.round(figure * TEN_THOUSAND) / TEN_THOUSAND;
    }
}
