package cz.statex.aiworkers.core.generation;

import java.util.List;

/**
 * What was generated for one row.
 *
 * @param tokens the chosen tokens, without the prefix, with the end token if there is one
 * @param logProbabilities of each chosen token, given those before it, under the scores that it was chosen from: those
 *     that the rules have changed, but temperature, top-k and top-p have not; 0 for a forced token
 * @param score what sequences are ranked by: the sum of the log-probabilities, in beam search divided by the length penalty
 * @param ending why there are no more tokens
 */
public record GeneratedSequence(List<Long> tokens, List<Float> logProbabilities, double score, Ending ending) {

    /** Why a sequence has no more tokens. */
    public enum Ending {
        /** The model ended it. */
        END_TOKEN,
        /** It has the greatest length. */
        LENGTH,
        /** The caller's {@link StopCriterion} ended it. */
        STOPPED,
        /** The rules left no token that could follow. */
        EXHAUSTED
    }

    /** Copies the lists. */
    public GeneratedSequence {
        tokens = List.copyOf(tokens);
        logProbabilities = List.copyOf(logProbabilities);
    }

    /** The mean log-probability of the chosen tokens, a measure of confidence: 0 is certain. */
    public double meanLogProbability() {
        return logProbabilities.stream()
                .mapToDouble(Float::doubleValue)
                .average()
                .orElse(0);
    }
}
