package cz.statex.aiworkers.recipe.sentiment;

import cz.statex.aiworkers.recipe.sentiment.data.Targets;
import java.util.Arrays;
import java.util.List;

/**
 * Makes scores mean what they say, by texts that were held out: one temperature for the sentiments, a factor and a shift for
 * each emotion, and the probability from which on an emotion is to be named.
 *
 * <p>Sources: "On Calibration of Modern Neural Networks", Guo et al. 2017, arXiv:1706.04599; "Probabilistic Outputs for
 * Support Vector Machines", Platt 1999.
 */
final class Calibration {

    private static final int BINS = 15;
    private static final int SENTIMENTS = Targets.SENTIMENTS.size();
    private static final int EMOTIONS = Targets.EMOTIONS.size();
    /** As if that many texts spoke for leaving the scores as they are. */
    private static final double PRIOR = 4;

    private final float[][] sentences;
    private final List<Stream.Item> sentenceItems;
    private final float[][] comments;
    private final List<Stream.Item> commentItems;

    Calibration(
            List<Stream.Item> sentenceItems, float[][] sentences, List<Stream.Item> commentItems, float[][] comments) {
        this.sentenceItems = sentenceItems;
        this.sentences = sentences;
        this.commentItems = commentItems;
        this.comments = comments;
    }

    /** What the sentiments' scores are to be divided by. Both sources count alike. */
    double temperature() {
        double best = 1;
        double least = Double.POSITIVE_INFINITY;
        for (double temperature = 0.3; temperature < 3; temperature += 0.01) {
            double loss = sentimentLoss(sentenceItems, sentences, temperature)
                    + sentimentLoss(commentItems, comments, temperature);
            if (loss < least) {
                least = loss;
                best = temperature;
            }
        }
        return best;
    }

    private static double sentimentLoss(List<Stream.Item> items, float[][] scores, double temperature) {
        double loss = 0;
        int counted = 0;
        for (int i = 0; i < scores.length; i++) {
            int label = label(items.get(i));
            if (label >= 0) {
                loss -= Math.log(Math.max(1e-9, softmax(scores[i], temperature)[label]));
                counted++;
            }
        }
        return loss / counted;
    }

    /** The sentiment that people agreed on, or -1 if they did not. */
    private static int label(Stream.Item item) {
        float[] sentiment = item.example().sentiment();
        if (sentiment == null) {
            return -1;
        }
        for (int s = 0; s < SENTIMENTS; s++) {
            if (sentiment[s] > 0.6) {
                return s;
            }
        }
        return -1;
    }

    private static double[] softmax(float[] scores, double temperature) {
        double[] shares = new double[SENTIMENTS];
        double sum = 0;
        for (int s = 0; s < SENTIMENTS; s++) {
            shares[s] = Math.exp((scores[s] - scores[0]) / temperature);
            sum += shares[s];
        }
        for (int s = 0; s < SENTIMENTS; s++) {
            shares[s] /= sum;
        }
        return shares;
    }

    /** Expected calibration error of the sentiment, by source: the treebank's sentences, the comments. */
    double[] sentimentErrors(double temperature) {
        return new double[] {
            sentimentError(sentenceItems, sentences, temperature), sentimentError(commentItems, comments, temperature)
        };
    }

    private static double sentimentError(List<Stream.Item> items, float[][] scores, double temperature) {
        double[] distances = new double[BINS];
        int counted = 0;
        for (int i = 0; i < scores.length; i++) {
            int label = label(items.get(i));
            if (label >= 0) {
                double[] shares = softmax(scores[i], temperature);
                int best = shares[0] >= shares[1] && shares[0] >= shares[2] ? 0 : shares[1] >= shares[2] ? 1 : 2;
                distances[bin(shares[best])] += shares[best] - (best == label ? 1 : 0);
                counted++;
            }
        }
        return Arrays.stream(distances).map(Math::abs).sum() / counted;
    }

    private static int bin(double probability) {
        return Math.min(BINS - 1, (int) (probability * BINS));
    }

    /** Factor and shift of an emotion's score: logistic regression by Newton's method, drawn towards 1 and 0. */
    double[] line(int emotion) {
        double a = 1;
        double b = 0;
        for (int round = 0; round < 50; round++) {
            double[] slope = {-PRIOR * (a - 1), -PRIOR * b / 4};
            double aa = PRIOR;
            double ab = 0;
            double bb = PRIOR / 4;
            for (int i = 0; i < comments.length; i++) {
                double x = comments[i][SENTIMENTS + emotion];
                double p = 1 / (1 + Math.exp(-(a * x + b)));
                double error = shown(i, emotion) - p;
                double weight = p * (1 - p);
                slope[0] += error * x;
                slope[1] += error;
                aa += weight * x * x;
                ab += weight * x;
                bb += weight;
            }
            double determinant = aa * bb - ab * ab;
            a += (bb * slope[0] - ab * slope[1]) / determinant;
            b += (aa * slope[1] - ab * slope[0]) / determinant;
        }
        return new double[] {Math.max(0.3, Math.min(3, a)), b};
    }

    private double shown(int text, int emotion) {
        float[] emotions = commentItems.get(text).example().emotions();
        return emotions == null ? 0 : emotions[emotion];
    }

    /**
     * The threshold of best F1. Of rare emotions a handful of texts is held out: what people saw and what the calibrated
     * model expects count half each.
     */
    double threshold(int emotion, double[] line) {
        double best = 0.5;
        double most = -1;
        for (double threshold = 0.06; threshold < 0.8; threshold += 0.01) {
            double f1 = f1(emotion, line, threshold, 0.5);
            if (f1 > most) {
                most = f1;
                best = threshold;
            }
        }
        return best;
    }

    /** F1 of an emotion where the model's own expectation counts so much of what is there. */
    double f1(int emotion, double[] line, double threshold, double expected) {
        double both = 0;
        double found = 0;
        double there = 0;
        for (int i = 0; i < comments.length; i++) {
            double p = probability(i, emotion, line);
            double is = (1 - expected) * shown(i, emotion) + expected * p;
            there += is;
            if (p >= threshold) {
                found++;
                both += is;
            }
        }
        return found + there == 0 ? 0 : 2 * both / (found + there);
    }

    private double probability(int text, int emotion, double[] line) {
        return 1 / (1 + Math.exp(-(line[0] * comments[text][SENTIMENTS + emotion] + line[1])));
    }

    /** Expected calibration error over all emotions of all texts. */
    double emotionsError(double[][] lines) {
        double[] distances = new double[BINS];
        for (int i = 0; i < comments.length; i++) {
            for (int e = 0; e < EMOTIONS; e++) {
                double p = probability(i, e, lines[e]);
                distances[bin(p)] += p - shown(i, e);
            }
        }
        return Arrays.stream(distances).map(Math::abs).sum() / comments.length / EMOTIONS;
    }
}
