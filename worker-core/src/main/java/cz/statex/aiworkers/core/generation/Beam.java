package cz.statex.aiworkers.core.generation;

import cz.statex.aiworkers.core.generation.rule.TokenSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One of the sequences that beam search follows. Immutable. */
final class Beam {

    private final long[] tokens;
    private final float[] logProbabilities;
    private final int prefixLength;
    private final float sum;

    private Beam(long[] tokens, float[] logProbabilities, int prefixLength, float sum) {
        this.tokens = tokens;
        this.logProbabilities = logProbabilities;
        this.prefixLength = prefixLength;
        this.sum = sum;
    }

    /** Given tokens, and nothing chosen yet. */
    static Beam of(long[] prefix) {
        return new Beam(prefix.clone(), new float[0], prefix.length, 0);
    }

    /** This sequence and one more token, with which the sum of log-probabilities becomes {@code newSum}. */
    Beam with(long token, float newSum) {
        long[] longer = Arrays.copyOf(tokens, tokens.length + 1);
        longer[tokens.length] = token;
        float[] probabilities = Arrays.copyOf(logProbabilities, logProbabilities.length + 1);
        probabilities[logProbabilities.length] = newSum - sum;
        return new Beam(longer, probabilities, prefixLength, newSum);
    }

    long last() {
        return tokens[tokens.length - 1];
    }

    int length() {
        return tokens.length;
    }

    /** Number of chosen tokens. */
    int generated() {
        return logProbabilities.length;
    }

    /** Sum of the log-probabilities of the chosen tokens. */
    float sum() {
        return sum;
    }

    TokenSequence sequence() {
        return new TokenSequence(tokens, tokens.length, prefixLength);
    }

    GeneratedSequence ended(GeneratedSequence.Ending ending, double score) {
        List<Float> probabilities = new ArrayList<>(logProbabilities.length);
        for (float logProbability : logProbabilities) {
            probabilities.add(logProbability);
        }
        return new GeneratedSequence(sequence().generatedTokens(), probabilities, score, ending);
    }
}
