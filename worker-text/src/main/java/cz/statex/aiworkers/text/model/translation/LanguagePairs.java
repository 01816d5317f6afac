package cz.statex.aiworkers.text.model.translation;

import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import java.util.List;

/**
 * What a catalog entry says it translates: pairs such as {@code en-de}, or languages such as {@code en}, between any two
 * of which it translates.
 */
public final class LanguagePairs {

    private final List<String> languages;

    private LanguagePairs(List<String> languages) {
        this.languages = languages;
    }

    /** What {@code entry} says. */
    public static LanguagePairs of(ModelEntry entry) {
        return new LanguagePairs(entry.card().languages());
    }

    /** Whether it says that it translates from one to the other. */
    public boolean contains(String source, String target) {
        return languages.contains(source + "-" + target)
                || (!source.equals(target) && languages.contains(source) && languages.contains(target));
    }

    /** For people: {@code en-de, de-en}, or {@code any two of de, en, fr}. */
    @Override
    public String toString() {
        List<String> pairs =
                languages.stream().filter(language -> language.contains("-")).toList();
        List<String> free =
                languages.stream().filter(language -> !language.contains("-")).toList();
        String any = free.size() > 1 ? "any two of " + String.join(", ", free) : "";
        String separator = pairs.isEmpty() || any.isEmpty() ? "" : ", ";
        return String.join(", ", pairs) + separator + any;
    }
}
