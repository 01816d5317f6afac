package cz.statex.aiworkers.core.generation;

import cz.statex.aiworkers.core.generation.rule.TokenScores;

/** Scores of the next token for each row, as the model gives them. Not thread-safe. */
public final class Logits {

    private final float[] values;
    private final int vocabulary;

    /**
     * Scores of rows of {@code vocabulary} tokens each.
     *
     * @param values by row and token, row-major; not copied
     */
    public Logits(float[] values, int vocabulary) {
        if (vocabulary < 1 || values.length % vocabulary != 0) {
            throw new IllegalArgumentException(values.length + " scores cannot be rows of " + vocabulary + " tokens");
        }
        this.values = values;
        this.vocabulary = vocabulary;
    }

    /** Number of rows. */
    public int rows() {
        return values.length / vocabulary;
    }

    /** Number of tokens that have a score in each row. */
    public int vocabulary() {
        return vocabulary;
    }

    /** The scores of one row, to be changed where they are. */
    public TokenScores row(int row) {
        return new TokenScores(values, row * vocabulary, vocabulary);
    }
}
