package cz.statex.aiworkers.core.generation.settings;

/** How the next token is chosen. */
public sealed interface Search {

    /** The most probable token, always. */
    record Greedy() implements Search {}

    /**
     * The most probable sequence among those that are followed at the same time.
     *
     * <p>A finished sequence of n new tokens has the score {@code sum of log-probabilities / n^lengthPenalty}.
     *
     * @param beams how many are followed ({@code num_beams}), 1 to {@value #MAX_BEAMS}
     * @param lengthPenalty above 0 prefers long sequences, below 0 short ones ({@code length_penalty})
     * @param earlyStopping when a row is done ({@code early_stopping})
     */
    record Beam(int beams, double lengthPenalty, EarlyStopping earlyStopping) implements Search {

        /** Refuses numbers out of range. */
        public Beam {
            InvalidSettingException.requireRange("num_beams", beams, 1, MAX_BEAMS);
            if (!(Math.abs(lengthPenalty) <= MAX_LENGTH_PENALTY)) {
                throw new InvalidSettingException(
                        "length_penalty", lengthPenalty, -MAX_LENGTH_PENALTY + " to " + MAX_LENGTH_PENALTY);
            }
        }

        /** With the usual length penalty of 1, stopping when nothing better is likely. */
        public Beam(int beams) {
            this(beams, 1.0, EarlyStopping.LIKELY);
        }
    }

    /**
     * A token drawn by its probability.
     *
     * <p>Each row has its own {@link java.util.Random}, seeded from {@code seed} and the row's number, and draws one
     * {@code nextDouble} for each chosen token, however large the batch is: equal settings on equal scores give equal
     * tokens. They are not the tokens that another implementation draws for the same seed.
     *
     * @param temperature above 1 flattens the distribution, below 1 sharpens it; above 0
     * @param topK only the k most probable tokens are candidates ({@code top_k}); 0 for all
     * @param topP only the most probable tokens that together reach this probability are candidates ({@code top_p}); 1 for all
     * @param seed any number
     */
    record Sampling(double temperature, int topK, double topP, long seed) implements Search {

        /** Refuses numbers out of range. */
        public Sampling {
            if (!(temperature > 0 && temperature <= MAX_TEMPERATURE)) {
                throw new InvalidSettingException("temperature", temperature, "above 0, to " + MAX_TEMPERATURE);
            }
            InvalidSettingException.requireRange("top_k", topK, 0, Integer.MAX_VALUE);
            if (!(topP > 0 && topP <= 1)) {
                throw new InvalidSettingException("top_p", topP, "above 0, to 1");
            }
        }
    }

    /** When a row's beam search is done, once it has as many finished sequences as beams. */
    enum EarlyStopping {
        /** At once ({@code true}). */
        AT_ONCE,
        /** When the best open sequence would not be better if it ended now ({@code false}). */
        LIKELY,
        /** When no open sequence can become better, however long it gets ({@code "never"}). */
        NEVER
    }

    /** Most beams. */
    int MAX_BEAMS = 64;

    /** Greatest length penalty, either way. */
    double MAX_LENGTH_PENALTY = 100;

    /** Greatest temperature. */
    double MAX_TEMPERATURE = 100;
}
