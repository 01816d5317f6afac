package cz.statex.aiworkers.text.analysis.sentiment;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which emotions go with which sentiment. The groups are those of GoEmotions, with a few names that other models use.
 *
 * <p>Source: "GoEmotions", Demszky et al. 2020, arXiv:2005.00547, figure 2.
 */
public final class EmotionGroups {

    private static final Set<String> PLEASANT = Set.of(
            "admiration",
            "amusement",
            "approval",
            "caring",
            "desire",
            "excitement",
            "gratitude",
            "joy",
            "love",
            "optimism",
            "pride",
            "relief",
            "happiness",
            "happy",
            "trust");
    private static final Set<String> UNPLEASANT = Set.of(
            "anger",
            "annoyance",
            "disappointment",
            "disapproval",
            "disgust",
            "embarrassment",
            "fear",
            "grief",
            "nervousness",
            "remorse",
            "sadness",
            "angry",
            "sad",
            "worry",
            "hate");

    private EmotionGroups() {}

    /** The sentiment that an emotion goes with; null if it may go with any, or is not known. */
    public static @Nullable Polarity of(String emotion) {
        if (PLEASANT.contains(emotion)) {
            return Polarity.POSITIVE;
        }
        return UNPLEASANT.contains(emotion) ? Polarity.NEGATIVE : null;
    }
}
