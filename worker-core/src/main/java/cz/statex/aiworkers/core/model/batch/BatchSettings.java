package cz.statex.aiworkers.core.model.batch;

import java.time.Duration;

/**
 * How batches are made up.
 *
 * @param maxTokens most tokens of a batch, padding included: rows times longest; an item that is longer is a batch
 * @param maxRows most items of a batch
 * @param callTokens what a call costs beyond its tokens, in tokens: weights must be read, packed and launched however
 *     small the batch is. An item joins others if that costs less padding than a call of its own
 * @param maxWait how long a small batch may wait for company, if there is reason to expect some; zero for never
 * @param maxTokensInHand most tokens that all tasks together may have waiting or being computed; beyond it, tasks are
 *     refused and tried again later
 */
public record BatchSettings(int maxTokens, int maxRows, int callTokens, Duration maxWait, long maxTokensInHand) {

    /** Below this share of a batch's cost the call itself no longer matters. */
    private static final int CALLS_PER_BATCH = 8;

    /** Refuses impossible numbers. */
    public BatchSettings {
        if (maxTokens < 1 || maxRows < 1 || callTokens < 0 || maxWait.isNegative() || maxTokensInHand < maxTokens) {
            throw new IllegalArgumentException(
                    "batches need maxTokens >= 1, maxRows >= 1, callTokens >= 0, maxWait >= 0"
                            + " and maxTokensInHand >= maxTokens, but are " + maxTokens + ", " + maxRows + ", "
                            + callTokens
                            + ", " + maxWait + ", " + maxTokensInHand);
        }
    }

    /**
     * For a device, {@code cpu} or {@code cuda:N}. Measured for a BERT-family encoder: on a CPU core a call costs as much
     * as some 20 tokens, and beyond 1024 tokens a batch is no faster; a GPU needs thousands of tokens to be busy.
     */
    public static BatchSettings forDevice(String device) {
        return device.equals("cpu")
                ? new BatchSettings(1024, 64, 20, Duration.ofMillis(2), 1 << 18)
                : new BatchSettings(1 << 14, 256, 2048, Duration.ofMillis(2), 1 << 22);
    }

    /** Tokens from which on a batch gains little by growing. */
    int smallTokens() {
        return Math.min(maxTokens, Math.max(1, CALLS_PER_BATCH * callTokens));
    }
}
