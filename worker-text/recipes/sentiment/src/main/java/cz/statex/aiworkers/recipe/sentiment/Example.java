package cz.statex.aiworkers.recipe.sentiment;

import org.jspecify.annotations.Nullable;

/**
 * A text and what the model should say of it.
 *
 * @param text as it was published
 * @param sentiment how likely each sentiment is, or null if nothing is known
 * @param emotions 1 for each emotion that the text shows, or null if nothing is known
 * @param weight how much it counts
 */
record Example(String text, float @Nullable [] sentiment, float @Nullable [] emotions, float weight) {

    Example withText(String other) {
        return new Example(other, sentiment, emotions, weight);
    }
}
