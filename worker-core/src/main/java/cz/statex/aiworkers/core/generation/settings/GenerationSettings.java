package cz.statex.aiworkers.core.generation.settings;

/**
 * How sequences are generated.
 *
 * @param tokens the tokens that frame a sequence
 * @param lengths how long sequences may and must become
 * @param search how the next token is chosen
 * @param rules which tokens may be chosen
 */
public record GenerationSettings(SpecialTokens tokens, Lengths lengths, Search search, TokenRules rules) {

    /** Greedy, without rules. */
    public static GenerationSettings greedy(SpecialTokens tokens, Lengths lengths) {
        return new GenerationSettings(tokens, lengths, new Search.Greedy(), TokenRules.NONE);
    }

    /** The same with other lengths. */
    public GenerationSettings with(Lengths other) {
        return new GenerationSettings(tokens, other, search, rules);
    }

    /** The same with another search. */
    public GenerationSettings with(Search other) {
        return new GenerationSettings(tokens, lengths, other, rules);
    }

    /** The same with other rules. */
    public GenerationSettings with(TokenRules other) {
        return new GenerationSettings(tokens, lengths, search, other);
    }
}
