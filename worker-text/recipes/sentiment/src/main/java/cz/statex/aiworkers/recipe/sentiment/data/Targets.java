package cz.statex.aiworkers.recipe.sentiment.data;

import cz.statex.aiworkers.text.analysis.sentiment.EmotionGroups;
import cz.statex.aiworkers.text.analysis.sentiment.Polarity;
import java.util.List;

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

    private Targets() {}

    /** Index of the sentiment that GoEmotions' authors group this emotion under, or -1 for the ambiguous ones. */
    public static int sentiment(int emotion) {
        String name = EMOTIONS.get(emotion);
        if (name.equals("neutral")) {
            return 1;
        }
        Polarity group = EmotionGroups.of(name);
        return group == null ? -1 : group == Polarity.POSITIVE ? 2 : 0;
    }
}
