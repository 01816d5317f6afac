package cz.statex.aiworkers.text.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Packs sentences into as few parts as a model can read, in order. A sentence that is too long by itself is cut. */
final class TextParts {

    private final Predicate<String> fits;
    private final List<String> parts = new ArrayList<>();
    private final StringBuilder part = new StringBuilder();

    private TextParts(Predicate<String> fits) {
        this.fits = fits;
    }

    /**
     * Packs {@code sentences}.
     *
     * @param fits whether a text is short enough; a part of one that is must be so too, and one character always is
     */
    static List<String> of(List<String> sentences, Predicate<String> fits) {
        TextParts parts = new TextParts(fits);
        for (String sentence : sentences) {
            parts.add(sentence);
        }
        parts.end();
        return parts.parts;
    }

    private void add(String sentence) {
        if (part.length() > 0 && !fits.test(part + " " + sentence)) {
            end();
        }
        String rest = sentence;
        while (part.length() == 0 && !fits.test(rest)) {
            int cut = longest(rest);
            parts.add(rest.substring(0, cut).strip());
            rest = rest.substring(cut).strip();
        }
        if (!rest.isEmpty()) {
            part.append(part.length() == 0 ? "" : " ").append(rest);
        }
    }

    private void end() {
        if (part.length() > 0) {
            parts.add(part.toString());
            part.setLength(0);
        }
    }

    /** Where the longest beginning ends that fits: behind a word if it has any, at least one character on. */
    private int longest(String text) {
        int fitting = text.offsetByCodePoints(0, 1);
        int beyond = text.length();
        while (beyond - fitting > 1) {
            int middle = (fitting + beyond) >>> 1;
            if (fits.test(text.substring(0, middle))) {
                fitting = middle;
            } else {
                beyond = middle;
            }
        }
        int space = text.lastIndexOf(' ', fitting);
        int cut = space > 0 ? space : fitting;
        boolean isInsidePair = cut > 1 && Character.isHighSurrogate(text.charAt(cut - 1));
        return isInsidePair ? cut - 1 : cut;
    }
}
