package cz.statex.aiworkers.core.generation.rule;

import java.util.List;

/**
 * Makes the last token of a word impossible where the ones before it have just occurred.
 *
 * @param word tokens, at least one
 */
record BadWord(List<Long> word) implements ScoreRule {

    @Override
    public void apply(TokenSequence tokens, TokenScores scores) {
        int before = word.size() - 1;
        if (before > 0 && tokens.length() <= before) {
            return;
        }
        for (int i = 0; i < before; i++) {
            if (tokens.get(tokens.length() - before + i) != word.get(i)) {
                return;
            }
        }
        scores.suppress(Rules.index("bad_words_ids", word.get(before), scores));
    }
}
