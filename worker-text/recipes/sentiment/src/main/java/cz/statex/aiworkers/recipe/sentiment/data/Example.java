package cz.statex.aiworkers.recipe.sentiment.data;

import org.jspecify.annotations.Nullable;

/** A text and what the model should say of it. Arrays are no copies. */
public final class Example {

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
    public Example(String text, float @Nullable [] sentiment, float @Nullable [] emotions, float weight) {
        this.text = text;
        this.sentiment = sentiment;
        this.emotions = emotions;
        this.weight = weight;
    }

    public String text() {
        return text;
    }

    public float @Nullable [] sentiment() {
        return sentiment;
    }

    public float @Nullable [] emotions() {
        return emotions;
    }

    public float weight() {
        return weight;
    }

    public Example withText(String other) {
        return new Example(other, sentiment, emotions, weight);
    }
}
