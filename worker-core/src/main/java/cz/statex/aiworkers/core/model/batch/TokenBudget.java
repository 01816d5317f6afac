package cz.statex.aiworkers.core.model.batch;

/**
 * How many tokens a batch may have: halved when the device had too little memory for one, and then slowly raised again as
 * batches of that size succeed (additive increase, multiplicative decrease). Guarded by the batcher's lock.
 */
final class TokenBudget {

    /** A raise is this part of the largest batch. */
    private static final int STEPS = 64;

    private final long max;
    private long tokens;

    TokenBudget(long max) {
        this.max = max;
        this.tokens = max;
    }

    /** The most tokens of a batch now. */
    long tokens() {
        return tokens;
    }

    /** A batch of so many tokens had too little memory. */
    void tooLarge(long batch) {
        tokens = Math.max(1, Math.min(tokens, batch / 2));
    }

    /** A batch of so many tokens was computed. */
    void computed(long batch) {
        if (2 * batch > tokens) {
            tokens = Math.min(max, tokens + Math.max(1, max / STEPS));
        }
    }
}
