package cz.statex.aiworkers.core.generation.rule;

import java.util.HashSet;
import java.util.Set;

/**
 * Makes tokens that are in the sequence less probable, once however often they are in it.
 *
 * <p>"CTRL: A Conditional Transformer Language Model for Controllable Generation", Keskar et al. 2019, arXiv:1909.05858,
 * section 4.1; scores below 0 are multiplied, so that the penalty never is a reward.
 *
 * @param penalty what scores are divided by
 */
record RepetitionPenalty(float penalty) implements ScoreRule {

    @Override
    public void apply(TokenSequence tokens, TokenScores scores) {
        Set<Long> seen = new HashSet<>();
        for (int position = 0; position < tokens.length(); position++) {
            long token = tokens.get(position);
            if (seen.add(token)) {
                int index = Rules.index("a token of the prefix", token, scores);
                float score = scores.get(index);
                scores.set(index, score < 0 ? score * penalty : score / penalty);
            }
        }
    }
}
