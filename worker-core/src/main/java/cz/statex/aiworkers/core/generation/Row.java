package cz.statex.aiworkers.core.generation;

import cz.statex.aiworkers.core.generation.GeneratedSequence.Ending;
import cz.statex.aiworkers.core.generation.rule.TokenScores;
import cz.statex.aiworkers.core.generation.rule.TokenSequence;
import cz.statex.aiworkers.core.generation.settings.SpecialTokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row of a batch while it is generated token by token. */
final class Row {

    private final long[] prefix;
    private final int limit;
    private final TokenChoice choice;
    private long[] tokens;
    private float[] logProbabilities;
    private int length;
    private double sum;
    private @Nullable Ending ending;

    /** A row of which the decoder reads the first {@code read} tokens of the prefix at once. */
    Row(long[] prefix, int read, int limit, TokenChoice choice) {
        this.prefix = prefix;
        this.limit = limit;
        this.choice = choice;
        this.tokens = Arrays.copyOf(prefix, Math.min(limit, prefix.length + 64));
        this.logProbabilities = new float[tokens.length];
        this.length = read;
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

    /** Chooses the next token, if there is one. */
    void choose(TokenScores scores, SpecialTokens special, StopCriterion stop) {
        double logSum = scores.logSum();
        if (logSum == Double.NEGATIVE_INFINITY) {
            ending = Ending.EXHAUSTED;
            return;
        }
        int token = choice.choose(scores);
        append(token, scores.get(token) - logSum);
        if (special.isEnd(token)) {
            ending = Ending.END_TOKEN;
        } else if (stop.isReached(sequence())) {
            ending = Ending.STOPPED;
        } else if (length == limit) {
            ending = Ending.LENGTH;
        }
    }

    private void append(long token, double logProbability) {
        if (length == tokens.length) {
            tokens = Arrays.copyOf(tokens, Math.min(limit, 2 * length));
            logProbabilities = Arrays.copyOf(logProbabilities, tokens.length);
        }
        logProbabilities[length] = (float) logProbability;
        tokens[length++] = token;
        sum += logProbability;
    }

    TokenSequence sequence() {
        return new TokenSequence(tokens, length, Math.min(length, prefix.length));
    }

    boolean isOpen() {
        return ending == null;
    }

    GeneratedSequence result() {
        if (ending == null) {
            throw new IllegalStateException("the row has not ended");
        }
        List<Float> probabilities = new ArrayList<>();
        for (int at = prefix.length; at < length; at++) {
            probabilities.add(logProbabilities[at]);
        }
        return new GeneratedSequence(sequence().generatedTokens(), probabilities, sum, ending);
    }
}
