package cz.statex.aiworkers.core.model.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model is for, and on which terms.
 *
 * @param task the task type it serves, for example {@code text.embed}; null if it serves none by itself
 * @param licence SPDX identifier of the weights' licence
 * @param origin where people can read about it
 * @param labels what its classes are called, by their numbers; empty if it does not classify
 * @param languages ISO 639 codes of what it understands, for translation also pairs such as {@code en-de}; empty if
 *     nobody says
 */
public record ModelCard(
        @Nullable String task, String licence, @Nullable String origin, List<String> labels, List<String> languages) {

    /** Copies the lists. */
    public ModelCard {
        labels = List.copyOf(labels);
        languages = List.copyOf(languages);
    }

    /** A card that says nothing but the licence. */
    public static ModelCard licensed(String licence) {
        return new ModelCard(null, licence, null, List.of(), List.of());
    }
}
