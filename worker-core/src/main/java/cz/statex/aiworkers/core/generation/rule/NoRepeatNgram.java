package cz.statex.aiworkers.core.generation.rule;

/**
 * Makes every token impossible that would complete {@code n} tokens which are in the sequence already.
 *
 * @param n how many tokens in a row may not occur twice
 */
record NoRepeatNgram(int n) implements ScoreRule {

    @Override
    public void apply(TokenSequence tokens, TokenScores scores) {
        int last = tokens.length() - n + 1;
        for (int begin = 0; begin < last; begin++) {
            if (isSame(tokens, begin, last)) {
                scores.suppress(Rules.index("a token of the prefix", tokens.get(begin + n - 1), scores));
            }
        }
    }

    /** Whether the {@code n - 1} tokens from {@code begin} on are the last ones. */
    private boolean isSame(TokenSequence tokens, int begin, int last) {
        for (int i = 0; i < n - 1; i++) {
            if (tokens.get(begin + i) != tokens.get(last + i)) {
                return false;
            }
        }
        return true;
    }
}
