package cz.statex.aiworkers.text.analysis.translation;

import cz.statex.aiworkers.text.analysis.translation.Unit.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a sentence that is longer than a model reads: again and again near the middle, behind a mark between clauses if
 * there is one not far from it, else between words, else anywhere.
 */
final class Windows {

    private static final Pattern CLAUSES = Pattern.compile("(?<=[,;:\u2013\u2014)])\\s+");
    private static final Pattern WORDS = Pattern.compile("\\s+");

    /** How far from the middle a clause may end, as a share of the sentence. */
    private static final double FAR = 0.3;

    private final Function<String, long[]> encode;
    private final int limit;
    private final List<Window> windows = new ArrayList<>();

    /**
     * Cuts to windows.
     *
     * @param encode the tokens of a text
     * @param limit most tokens of a window
     */
    Windows(Function<String, long[]> encode, int limit) {
        this.encode = encode;
        this.limit = limit;
    }

    /** The windows of {@code sentence}, in order. */
    List<Window> of(String sentence) {
        add(sentence, "");
        return windows;
    }

    private void add(String text, String space) {
        long[] tokens = encode.apply(text);
        if (tokens.length <= limit || text.codePointCount(0, text.length()) < 2) {
            windows.add(new Window(tokens, space));
            return;
        }
        int[] cut = cut(text);
        add(text.substring(0, cut[0]), text.substring(cut[0], cut[1]));
        add(text.substring(cut[1]), space);
    }

    /** Where the first part ends and the second one begins. */
    private static int[] cut(String text) {
        int[] clause = nearest(CLAUSES, text);
        if (clause.length > 0 && Math.abs(clause[0] - text.length() / 2) <= FAR * text.length()) {
            return clause;
        }
        int[] word = nearest(WORDS, text);
        if (word.length > 0) {
            return word;
        }
        int middle = text.offsetByCodePoints(0, text.codePointCount(0, text.length()) / 2);
        return new int[] {middle, middle};
    }

    private static int[] nearest(Pattern gaps, String text) {
        int[] best = {};
        Matcher gap = gaps.matcher(text);
        while (gap.find()) {
            boolean isInside = gap.start() > 0 && gap.end() < text.length();
            if (isInside
                    && (best.length == 0
                            || Math.abs(gap.start() - text.length() / 2) < Math.abs(best[0] - text.length() / 2))) {
                best = new int[] {gap.start(), gap.end()};
            }
        }
        return best;
    }
}
