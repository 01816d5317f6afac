package cz.statex.aiworkers.text.evaluation;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * chrF2 of a corpus with one reference for each sentence, as sacreBLEU computes it by default: characters up to six in a
 * row, white space left out, recall counting twice as much as precision.
 *
 * <p>Source: "chrF: character n-gram F-score for automatic MT evaluation", Popovic 2015. Not thread-safe.
 */
public final class ChrF {

    private static final int ORDER = 6;
    private static final double RECALL_WEIGHT = 4;

    private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

    private final long[] right = new long[ORDER];
    private final long[] said = new long[ORDER];
    private final long[] wanted = new long[ORDER];

    /** Counts a translation. */
    public void add(String translation, String reference) {
        int[] translated = characters(translation);
        int[] expected = characters(reference);
        for (int n = 1; n <= ORDER; n++) {
            Map<String, Integer> there = grams(expected, n);
            int count = Math.max(0, translated.length - n + 1);
            // What has no counterpart is not held against the translation.
            said[n - 1] += there.isEmpty() ? 0 : count;
            wanted[n - 1] += Math.max(0, expected.length - n + 1);
            for (Map.Entry<String, Integer> gram : grams(translated, n).entrySet()) {
                right[n - 1] += Math.min(gram.getValue(), there.getOrDefault(gram.getKey(), 0));
            }
        }
    }

    /** The score of all that was added, 0 to 100. */
    public double score() {
        double precision = 0;
        double recall = 0;
        int orders = 0;
        for (int n = 0; n < ORDER; n++) {
            if (said[n] > 0 && wanted[n] > 0) {
                precision += (double) right[n] / said[n];
                recall += (double) right[n] / wanted[n];
                orders++;
            }
        }
        if (precision + recall == 0) {
            return 0;
        }
        return 100 * (1 + RECALL_WEIGHT) * precision * recall / orders / (RECALL_WEIGHT * precision + recall);
    }

    private static int[] characters(String text) {
        return SPACE.matcher(text).replaceAll("").codePoints().toArray();
    }

    private static Map<String, Integer> grams(int[] characters, int n) {
        Map<String, Integer> grams = new HashMap<>();
        for (int i = 0; i + n <= characters.length; i++) {
            grams.merge(new String(characters, i, n), 1, Integer::sum);
        }
        return grams;
    }
}
