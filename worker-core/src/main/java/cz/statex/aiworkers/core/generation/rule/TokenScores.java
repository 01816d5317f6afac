package cz.statex.aiworkers.core.generation.rule;

import java.util.Arrays;

/**
 * The scores of all tokens for one place of one sequence, which rules change where they are: a view of a larger array.
 * A score is a logit, or in beam search a log-probability. Not thread-safe.
 */
public final class TokenScores {

    /** The exponential of less than this, a million times over, is less than the rounding of a float that is at least 1. */
    private static final float NEGLIGIBLE = -30;

    private final float[] values;
    private final int offset;
    private final int vocabulary;

    /** The {@code vocabulary} scores from {@code offset} on. */
    public TokenScores(float[] values, int offset, int vocabulary) {
        this.values = values;
        this.offset = offset;
        this.vocabulary = vocabulary;
    }

    /** Number of tokens that have a score; ids are from 0. */
    public int vocabulary() {
        return vocabulary;
    }

    /** The score of {@code token}. */
    public float get(int token) {
        return values[offset + token];
    }

    /** Replaces a score. */
    public void set(int token, float score) {
        values[offset + token] = score;
    }

    /** Makes {@code token} impossible. */
    public void suppress(int token) {
        set(token, Float.NEGATIVE_INFINITY);
    }

    /** Makes the tokens {@code from} to before {@code to} impossible. */
    public void suppress(int from, int to) {
        Arrays.fill(values, offset + from, offset + to, Float.NEGATIVE_INFINITY);
    }

    /** Makes every token but {@code token} impossible, and this one certain. */
    public void force(int token) {
        suppress(0, vocabulary);
        set(token, 0);
    }

    /** The token of the greatest score, the first of equal ones. */
    public int best() {
        int best = 0;
        for (int token = 1; token < vocabulary; token++) {
            if (values[offset + token] > values[offset + best]) {
                best = token;
            }
        }
        return best;
    }

    /**
     * The logarithm of the sum of all exponentials: a score less this is a log-probability. Computed relative to the
     * greatest score, so that it neither overflows nor loses the small ones.
     *
     * @return negative infinity if no token is possible
     * @throws IllegalStateException if a score is not a number, or infinite
     */
    public double logSum() {
        float greatest = get(best());
        if (greatest == Float.NEGATIVE_INFINITY) {
            return greatest;
        }
        double sum = 0;
        for (int at = offset; at < offset + vocabulary; at++) {
            float below = values[at] - greatest;
            if (below > NEGLIGIBLE) {
                sum += Math.exp(below);
            } else if (Float.isNaN(below)) {
                throw new IllegalStateException(
                        "the model's scores are not numbers: its weights are broken, or its precision is too low");
            }
        }
        return greatest + Math.log(sum);
    }

    /** Replaces logits by log-probabilities. */
    public void normalize() {
        float logSum = (float) logSum();
        for (int at = offset; at < offset + vocabulary; at++) {
            values[at] -= logSum;
        }
    }
}
