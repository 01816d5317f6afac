package cz.statex.aiworkers.text.analysis.translation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Translated texts.
 *
 * @param texts the translations, in order
 * @param source language of the texts, given or detected, as ISO 639-1
 * @param target language of the translations, as ISO 639-1
 * @param confidence how sure the model was of its words: the exponential of the mean log-probability of all tokens, 0 to
 *     1; 1 if nothing had to be translated
 * @param model {@code name@version} of the model; null if nothing had to be translated
 * @param segments sentences that there were
 * @param cut of them, those longer than the model reads, which were translated in parts
 * @param patched of them, those whose placeholders, addresses or numbers the model lost, so that only what is between them
 *     was translated
 * @param unfinished translations that ended at the length limit
 */
public record Translation(
        List<String> texts,
        String source,
        String target,
        double confidence,
        @Nullable String model,
        int segments,
        int cut,
        int patched,
        int unfinished) {

    /** Copies the list. */
    public Translation {
        texts = List.copyOf(texts);
    }
}
