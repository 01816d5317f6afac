package cz.statex.aiworkers.core.generation;

import cz.statex.aiworkers.core.generation.rule.TokenScores;

/** Chooses the next token of one row. */
interface TokenChoice {

    /** The chosen token. At least one is possible. */
    int choose(TokenScores scores);
}
