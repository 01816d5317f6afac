package cz.statex.aiworkers.recipe.sentiment.data;

import java.util.List;
import java.util.Set;

/** What the model's numbers stand for: three sentiments, then the emotions of GoEmotions in the order of its labels. */
public final class Targets {

    public static final List<String> SENTIMENTS = List.of("negative", "neutral", "positive");

    public static final List<String> EMOTIONS = List.of(
            "admiration",
            "amusement",
            "anger",
            "annoyance",
            "approval",
            "caring",
            "confusion",
            "curiosity",
            "desire",
            "disappointment",
            "disapproval",
            "disgust",
            "embarrassment",
            "excitement",
            "fear",
            "gratitude",
            "grief",
            "joy",
            "love",
            "nervousness",
            "optimism",
            "pride",
            "realization",
            "relief",
            "remorse",
            "sadness",
            "surprise",
            "neutral");

    private static final Set<String> POSITIVE = Set.of(
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
            "relief");
    private static final Set<String> NEGATIVE = Set.of(
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
            "sadness");

    private Targets() {}

    /** Index of the sentiment that GoEmotions' authors group this emotion under, or -1 for the ambiguous ones. */
    public static int sentiment(int emotion) {
        String name = EMOTIONS.get(emotion);
        if (name.equals("neutral")) {
            return 1;
        }
        return NEGATIVE.contains(name) ? 0 : POSITIVE.contains(name) ? 2 : -1;
    }
}
