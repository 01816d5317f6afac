package cz.statex.aiworkers.core.generation;

import cz.statex.aiworkers.core.generation.rule.TokenSequence;

/** A caller's own end of a sequence, asked after each chosen token on the thread that generates. */
@FunctionalInterface
public interface StopCriterion {

    /** Ends nothing. */
    StopCriterion NONE = tokens -> false;

    /** Whether the sequence ends with its last token. */
    boolean isReached(TokenSequence tokens);
}
