package cz.statex.aiworkers.text.analysis.sentiment;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a text feels like. All numbers are probabilities from 0 to 1.
 *
 * @param sentiment the likeliest
 * @param confidence how likely it is
 * @param scores how likely each is; they sum to 1
 * @param emotions how likely the text shows each emotion, by its name; several may be likely, or none; null if the model
 *     knows no emotions
 * @param detectedEmotions those likely enough to be named, likeliest first; null as {@code emotions}
 * @param windows pieces the text was read in
 * @param truncated whether the text was so long that a part of its middle was not read
 */
public record Sentiment(
        Polarity sentiment,
        double confidence,
        Scores scores,
        @Nullable Map<String, Double> emotions,
        @Nullable List<String> detectedEmotions,
        int windows,
        boolean truncated) {

    /**
     * How likely each sentiment is.
     *
     * @param positive from 0 to 1
     * @param negative from 0 to 1
     * @param neutral from 0 to 1; 0 from a model that knows only the two others
     */
    public record Scores(double positive, double negative, double neutral) {

        /** The likeliest; of equals, neutral. */
        Polarity best() {
            if (neutral >= positive && neutral >= negative) {
                return Polarity.NEUTRAL;
            }
            return positive == negative
                    ? Polarity.NEUTRAL
                    : positive > negative ? Polarity.POSITIVE : Polarity.NEGATIVE;
        }

        /** The number of this sentiment. */
        public double of(Polarity polarity) {
            return switch (polarity) {
                case POSITIVE -> positive;
                case NEGATIVE -> negative;
                case NEUTRAL -> neutral;
            };
        }
    }
}
