package cz.statex.aiworkers.core.generation;

import cz.statex.aiworkers.core.generation.rule.TokenSequence;
import cz.statex.aiworkers.core.generation.settings.GenerationSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row of a batch while it is generated token by token. */
final class Row {

    private final int number;
    private final long[] prefix;
    private final int limit;
    private long[] tokens;
    private float[] logProbabilities;
    private int length;
    private double sum;
    private GeneratedSequence.@Nullable Ending ending;

    /** Row {@code number}, of which the decoder reads the first {@code read} tokens of the prefix at once. */
    Row(int number, long[] prefix, int read, int limit) {
        this.number = number;
        this.prefix = prefix;
        this.limit = limit;
        this.tokens = Arrays.copyOf(prefix, Math.min(limit, prefix.length + 64));
        this.logProbabilities = new float[tokens.length];
        this.length = read;
    }

    int number() {
        return number;
    }

    int limit() {
        return limit;
    }

    long last() {
        return tokens[length - 1];
    }

    /** Whether the next token is still one of the prefix. */
    boolean isGiven() {
        return length < prefix.length;
    }

    /** Takes the next token of the prefix. */
    void takeGiven() {
        length++;
    }

    /** Appends a chosen token. */
    void append(long token, double logProbability, GenerationSettings settings, StopCriterion stop) {
        if (length == tokens.length) {
            tokens = Arrays.copyOf(tokens, Math.min(limit, 2 * length));
            logProbabilities = Arrays.copyOf(logProbabilities, tokens.length);
        }
        logProbabilities[length] = (float) logProbability;
        tokens[length++] = token;
        sum += logProbability;
        if (settings.tokens().isEnd(token)) {
            ending = GeneratedSequence.Ending.END_TOKEN;
        } else if (stop.isReached(sequence())) {
            ending = GeneratedSequence.Ending.STOPPED;
        } else if (length == limit) {
            ending = GeneratedSequence.Ending.LENGTH;
        }
    }

    TokenSequence sequence() {
        return new TokenSequence(tokens, length, Math.min(length, prefix.length));
    }

    boolean isOpen() {
        return ending == null;
    }

    GeneratedSequence result() {
        if (ending == null) {
            throw new IllegalStateException("row " + number + " has not ended");
        }
        List<Float> probabilities = new ArrayList<>();
        for (int at = prefix.length; at < length; at++) {
            probabilities.add(logProbabilities[at]);
        }
        return new GeneratedSequence(sequence().generatedTokens(), probabilities, sum, ending);
    }
}
