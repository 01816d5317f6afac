package cz.statex.aiworkers.text.analysis.sentiment;

import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What the numbers of a model mean, by the names of its labels: sentiments, as names, stars or as {@code LABEL_0} to
 * {@code LABEL_2}; emotions; or sentiments and then emotions. Sentiments exclude each other; emotions do not if there are
 * sentiments beside them or the model says {@code problem_type: multi_label_classification}. Of a model of emotions alone
 * the sentiment is that of the group its emotions are in. Thread-safe.
 */
final class SentimentLabels {

    private static final Map<String, Polarity> SENTIMENTS = Map.ofEntries(
            Map.entry("positive", Polarity.POSITIVE),
            Map.entry("pos", Polarity.POSITIVE),
            Map.entry("very positive", Polarity.POSITIVE),
            Map.entry("negative", Polarity.NEGATIVE),
            Map.entry("neg", Polarity.NEGATIVE),
            Map.entry("very negative", Polarity.NEGATIVE),
            Map.entry("neutral", Polarity.NEUTRAL),
            Map.entry("neu", Polarity.NEUTRAL),
            Map.entry("1 star", Polarity.NEGATIVE),
            Map.entry("2 stars", Polarity.NEGATIVE),
            Map.entry("3 stars", Polarity.NEUTRAL),
            Map.entry("4 stars", Polarity.POSITIVE),
            Map.entry("5 stars", Polarity.POSITIVE));
    private static final String NUMBERED = "label_";
    private static final double DIGITS = 1e5;

    /** How many sentiments there are. */
    private static final int GROUPS = 3;

    private final String model;
    private final List<Polarity> sentiments;
    private final List<String> emotions;
    private final boolean independent;
    private final double[] thresholds;

    private SentimentLabels(
            String model, List<Polarity> sentiments, List<String> emotions, boolean independent, double[] thresholds) {
        this.model = model;
        this.sentiments = sentiments;
        this.emotions = emotions;
        this.independent = independent;
        this.thresholds = thresholds;
    }

    /**
     * Reads the labels of a model.
     *
     * @throws IllegalArgumentException if they are not those of sentiments or emotions
     */
    static SentimentLabels of(ModelEntry entry) {
        List<String> labels = entry.card().labels().stream()
                .map(label -> label.toLowerCase(Locale.ROOT))
                .toList();
        List<Polarity> sentiments = sentiments(labels);
        List<String> emotions = labels.subList(sentiments.size(), labels.size());
        if (labels.isEmpty()
                || (sentiments.isEmpty()
                        && emotions.stream().noneMatch(emotion -> EmotionGroups.of(emotion) != null))) {
            throw new IllegalArgumentException("model " + entry.id() + " has the labels " + labels
                    + ", but sentiments are called positive, negative and neutral, and emotions as in GoEmotions");
        }
        boolean independent = !sentiments.isEmpty()
                || "multi_label_classification".equals(entry.config().get("problem_type"));
        return new SentimentLabels(entry.id(), sentiments, emotions, independent, thresholds(entry, emotions.size()));
    }

    /** The sentiments that the labels begin with. A neutral that comes first among emotions is an emotion. */
    private static List<Polarity> sentiments(List<String> labels) {
        if (!labels.isEmpty() && labels.stream().allMatch(label -> label.startsWith(NUMBERED))) {
            return switch (labels.size()) {
                case 2 -> List.of(Polarity.NEGATIVE, Polarity.POSITIVE);
                case 3 -> List.of(Polarity.NEGATIVE, Polarity.NEUTRAL, Polarity.POSITIVE);
                default -> List.of();
            };
        }
        List<Polarity> sentiments = new ArrayList<>();
        for (String label : labels) {
            Polarity sentiment = SENTIMENTS.get(label);
            if (sentiment == null) {
                break;
            }
            sentiments.add(sentiment);
        }
        return sentiments.contains(Polarity.POSITIVE) ? List.copyOf(sentiments) : List.of();
    }

    /** From which probability on an emotion is named: as the model's {@code thresholds} say, or a half. */
    private static double[] thresholds(ModelEntry entry, int emotions) {
        double[] thresholds = new double[emotions];
        Arrays.fill(thresholds, 0.5);
        if (entry.config().get("thresholds") instanceof List<?> chosen) {
            if (chosen.size() != emotions) {
                throw new IllegalArgumentException(
                        "model " + entry.id() + " has " + chosen.size() + " thresholds for " + emotions + " emotions");
            }
            for (int e = 0; e < emotions; e++) {
                if (!(chosen.get(e) instanceof Number threshold)) {
                    throw new IllegalArgumentException("model " + entry.id() + " has thresholds[" + e + "] '"
                            + chosen.get(e) + "', which is no number");
                }
                thresholds[e] = threshold.doubleValue();
            }
        }
        return thresholds;
    }

    /** Number of scores that the model gives for a text. */
    int size() {
        return sentiments.size() + emotions.size();
    }

    /**
     * The probabilities of a piece of text: of the three sentiments in the order of {@link #place}, then of the emotions.
     *
     * @throws IllegalArgumentException if there is not one score for each label
     */
    double[] probabilities(float[] scores) {
        if (scores.length != size()) {
            throw new IllegalArgumentException("model " + model + " gives " + scores.length + " scores, but has "
                    + size() + " labels; correct its entry in the catalog");
        }
        double[] probabilities = new double[GROUPS + emotions.size()];
        double[] shares = softmax(scores, 0, sentiments.size());
        for (int s = 0; s < shares.length; s++) {
            probabilities[place(sentiments.get(s))] += shares[s];
        }
        double[] each =
                independent ? sigmoid(scores, sentiments.size(), size()) : softmax(scores, sentiments.size(), size());
        System.arraycopy(each, 0, probabilities, GROUPS, each.length);
        if (sentiments.isEmpty()) {
            group(each, probabilities);
        }
        return probabilities;
    }

    private void group(double[] each, double[] probabilities) {
        double sum = 0;
        for (int e = 0; e < each.length; e++) {
            Polarity group = Objects.requireNonNullElse(EmotionGroups.of(emotions.get(e)), Polarity.NEUTRAL);
            probabilities[place(group)] += each[e];
            sum += each[e];
        }
        for (int s = 0; s < GROUPS; s++) {
            probabilities[s] = sum == 0 ? 1.0 / GROUPS : probabilities[s] / sum;
        }
    }

    /** Where a sentiment's probability stands among those of a text. */
    private static int place(Polarity polarity) {
        return switch (polarity) {
            case POSITIVE -> 0;
            case NEGATIVE -> 1;
            case NEUTRAL -> 2;
        };
    }

    /** What the probabilities of a text say. */
    Sentiment sentiment(double[] probabilities, int windows, boolean truncated) {
        Sentiment.Scores scores = new Sentiment.Scores(
                rounded(probabilities[place(Polarity.POSITIVE)]),
                rounded(probabilities[place(Polarity.NEGATIVE)]),
                rounded(probabilities[place(Polarity.NEUTRAL)]));
        Polarity best = scores.best();
        if (emotions.isEmpty()) {
            return new Sentiment(best, scores.of(best), scores, null, null, windows, truncated);
        }
        Map<String, Double> each = new LinkedHashMap<>();
        List<String> detected = new ArrayList<>();
        for (int e = 0; e < emotions.size(); e++) {
            double probability = probabilities[GROUPS + e];
            each.put(emotions.get(e), rounded(probability));
            if (probability >= thresholds[e]) {
                detected.add(emotions.get(e));
            }
        }
        detected.sort((left, right) -> Double.compare(each.getOrDefault(right, 0.0), each.getOrDefault(left, 0.0)));
        return new Sentiment(best, scores.of(best), scores, each, detected, windows, truncated);
    }

    private static double rounded(double probability) {
        return Math.round(probability * DIGITS) / DIGITS;
    }

    private static double[] softmax(float[] scores, int from, int to) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, scores[i]);
        }
        double[] shares = new double[to - from];
        double sum = 0;
        for (int i = from; i < to; i++) {
            shares[i - from] = Math.exp(scores[i] - largest);
            sum += shares[i - from];
        }
        for (int i = 0; i < shares.length; i++) {
            shares[i] /= sum;
        }
        return shares;
    }

    private static double[] sigmoid(float[] scores, int from, int to) {
        double[] each = new double[to - from];
        for (int i = from; i < to; i++) {
            each[i - from] = 1 / (1 + Math.exp(-scores[i]));
        }
        return each;
    }
}
