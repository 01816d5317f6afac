package cz.statex.aiworkers.text.analysis.sentiment;

import cz.statex.aiworkers.core.model.ModelLease;
import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.text.model.EncodedText;
import cz.statex.aiworkers.text.model.TextClassifier;
import cz.statex.aiworkers.text.model.TextWindows;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the sentiment of texts and the emotions in them, both by one pass of one model, in batches that tasks share. A text
 * that is longer than the model reads is read in pieces, whose probabilities are averaged: each counts by its tokens, the
 * first and the last twice, since that is where opinions are summed up. Thread-safe.
 */
public final class SentimentAnalyzer {

    private final SentimentModels models;

    /** Analyses with {@code models}. */
    public SentimentAnalyzer(SentimentModels models) {
        this.models = models;
    }

    /** The model that answers unless another is named. */
    public ModelRef model() {
        return models.manager().describe(models.preferred());
    }

    /**
     * The model that answers where {@code name} is asked for; null asks for the preferred one.
     *
     * @throws TaskFailure if there is no such model
     */
    public ModelRef model(@Nullable String name) throws TaskFailure {
        return models.manager().describe(models.named(name));
    }

    /** Loads that model, which warms it up. */
    public void warmUp() throws TaskFailure, InterruptedException {
        models.manager().lease(models.preferred()).close();
    }

    /**
     * Analyses {@code texts}.
     *
     * @param model name of the catalog, null for the preferred one
     * @param context may stop the work at any time, and is told how far it is
     * @return for each text, in order, what it feels like
     * @throws TaskFailure if there is no such model, it cannot be had, or too much waits for it already
     * @throws InterruptedException if the caller is interrupted
     */
    public List<Sentiment> analyze(List<String> texts, @Nullable String model, TaskContext context)
            throws TaskFailure, InterruptedException {
        try (ModelLease<TextClassifier> lease = models.manager().lease(models.named(model))) {
            TextClassifier classifier = lease.model();
            SentimentLabels labels = labels(classifier);
            List<TextWindows> windows = new ArrayList<>(texts.size());
            List<EncodedText> pieces = new ArrayList<>(texts.size());
            for (String text : texts) {
                context.checkpoint();
                TextWindows read = classifier.windows(text);
                windows.add(read);
                pieces.addAll(read.pieces());
            }
            List<float[]> scores = classifier.scores(
                    pieces,
                    context,
                    done -> context.progress(100 * done / pieces.size(), "analysed " + done + " of " + pieces.size()));
            try {
                return sentiments(windows, scores, labels);
            } catch (IllegalArgumentException e) {
                throw invalid(e);
            }
        }
    }

    private static SentimentLabels labels(TextClassifier classifier) throws TaskFailure {
        try {
            return SentimentLabels.of(classifier.entry());
        } catch (IllegalArgumentException e) {
            throw invalid(e);
        }
    }

    private static TaskFailure invalid(IllegalArgumentException wrong) {
        return new TaskFailure.Permanent(ErrorCode.MODEL_INVALID, String.valueOf(wrong.getMessage()));
    }

    private static List<Sentiment> sentiments(List<TextWindows> windows, List<float[]> scores, SentimentLabels labels) {
        List<Sentiment> sentiments = new ArrayList<>(windows.size());
        int piece = 0;
        for (TextWindows read : windows) {
            double[] mean = new double[0];
            double total =
                    read.weights().stream().mapToDouble(Double::doubleValue).sum();
            for (double weight : read.weights()) {
                double[] probabilities = labels.probabilities(scores.get(piece++));
                mean = mean.length == 0 ? new double[probabilities.length] : mean;
                for (int i = 0; i < mean.length; i++) {
                    mean[i] += probabilities[i] * weight / total;
                }
            }
            sentiments.add(labels.sentiment(mean, read.pieces().size(), read.truncated()));
        }
        return sentiments;
    }
}
