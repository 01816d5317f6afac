package cz.statex.aiworkers.recipe.sentiment;

import org.jspecify.annotations.Nullable;

/** A text and what the model should say of it. Arrays are no copies. */
final class Example {

    private final String text;
    private final float @Nullable [] sentiment;
    private final float @Nullable [] emotions;
    private final float weight;

    /**
     * Takes what is known.
     *
     * @param text as it was published
     * @param sentiment how likely each sentiment is, or null if nothing is known
     * @param emotions 1 for each emotion that the text shows, or null if nothing is known
     * @param weight how much it counts
     */
    Example(String text, float @Nullable [] sentiment, float @Nullable [] emotions, float weight) {
        this.text = text;
        this.sentiment = sentiment;
        this.emotions = emotions;
        this.weight = weight;
    }

    String text() {
        return text;
    }

    float @Nullable [] sentiment() {
        return sentiment;
    }

    float @Nullable [] emotions() {
        return emotions;
    }

    float weight() {
        return weight;
    }

    Example withText(String other) {
        return new Example(other, sentiment, emotions, weight);
    }
}
