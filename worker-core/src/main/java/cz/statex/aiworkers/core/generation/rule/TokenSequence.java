package cz.statex.aiworkers.core.generation.rule;

import java.util.Arrays;
import java.util.List;

/** The tokens of one sequence so far: its prefix and what was chosen. Immutable as far as its reader is concerned. */
public final class TokenSequence {

    private final long[] tokens;
    private final int length;
    private final int prefixLength;

    /**
     * A view of the first {@code length} of {@code tokens}.
     *
     * @param prefixLength how many of them were given
     */
    public TokenSequence(long[] tokens, int length, int prefixLength) {
        this.tokens = tokens;
        this.length = length;
        this.prefixLength = prefixLength;
    }

    /** Number of tokens. */
    public int length() {
        return length;
    }

    /** How many of them were given, from the start token on. */
    public int prefixLength() {
        return prefixLength;
    }

    /** How many of them were chosen. */
    public int generated() {
        return length - prefixLength;
    }

    /** The token at {@code position}, from 0. */
    public long get(int position) {
        if (position >= length) {
            throw new IndexOutOfBoundsException(position);
        }
        return tokens[position];
    }

    /** A copy of the chosen tokens. */
    public List<Long> generatedTokens() {
        return Arrays.stream(tokens, prefixLength, length).boxed().toList();
    }
}
