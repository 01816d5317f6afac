package cz.statex.aiworkers.text.analysis.translation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to translate, and how.
 *
 * @param texts the texts, at least one, all of one language
 * @param source their language as ISO 639-1, null to detect it
 * @param target the wanted language as ISO 639-1
 * @param model catalog name of the model, null for the first that translates between the two
 * @param beams sequences that are followed, null for as many as the model was published with; 1 is fastest
 * @param maxLength most tokens that a sentence's translation may have, null for twice the sentence and a few
 */
public record TranslationRequest(
        List<String> texts,
        @Nullable String source,
        String target,
        @Nullable String model,
        @Nullable Integer beams,
        @Nullable Integer maxLength) {

    /** Copies the list. */
    public TranslationRequest {
        texts = List.copyOf(texts);
    }

    /** With the model of the catalog and its own settings. */
    public static TranslationRequest of(List<String> texts, @Nullable String source, String target) {
        return new TranslationRequest(texts, source, target, null, null, null);
    }
}
