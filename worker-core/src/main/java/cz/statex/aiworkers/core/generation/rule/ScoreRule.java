package cz.statex.aiworkers.core.generation.rule;

/**
 * Changes the scores of the next token of a sequence, for example makes some of them impossible. Called on the thread
 * that generates, once for each open sequence and step; keeps no memory of a sequence, since beam search drops and copies
 * them.
 */
@FunctionalInterface
public interface ScoreRule {

    /**
     * Changes {@code scores} where they are.
     *
     * @param tokens the sequence so far
     */
    void apply(TokenSequence tokens, TokenScores scores);
}
