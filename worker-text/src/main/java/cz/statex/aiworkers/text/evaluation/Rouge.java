package cz.statex.aiworkers.text.evaluation;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How much of a reference summary a summary has: shared words (ROUGE-1), shared pairs of neighbours (ROUGE-2), and the
 * longest sequence of words that both have in this order (ROUGE-L, over the text as a whole).
 *
 * <p>Source: "ROUGE: A Package for Automatic Evaluation of Summaries", Lin 2004. Words are taken as the {@code rouge-score}
 * package of Google takes them: lower-case runs of {@code a-z} and {@code 0-9}; with stemming, words of more than three
 * letters by Porter's algorithm. Thread-safe.
 */
public final class Rouge {

    private static final Pattern NO_WORD = Pattern.compile("[^a-z0-9]+");
    private static final int SHORTEST_STEMMED = 4;

    private final boolean stems;

    /**
     * A measure.
     *
     * @param stems whether words count as equal that have the same stem
     */
    public Rouge(boolean stems) {
        this.stems = stems;
    }

    /**
     * How much is shared.
     *
     * @param precision share of the summary that the reference has, 0 to 1
     * @param recall share of the reference that the summary has, 0 to 1
     * @param f1 their harmonic mean
     */
    public record Score(double precision, double recall, double f1) {

        static Score of(int shared, int inSummary, int inReference) {
            double precision = inSummary == 0 ? 0 : (double) shared / inSummary;
            double recall = inReference == 0 ? 0 : (double) shared / inReference;
            double sum = precision + recall;
            return new Score(precision, recall, sum == 0 ? 0 : 2 * precision * recall / sum);
        }
    }

    /** The three scores of one summary. */
    public record Scores(Score rouge1, Score rouge2, Score rougeL) {}

    /** Compares a summary with a reference. */
    public Scores score(String reference, String summary) {
        List<String> expected = words(reference);
        List<String> found = words(summary);
        return new Scores(
                shared(expected, found, 1),
                shared(expected, found, 2),
                Score.of(longestCommon(expected, found), found.size(), expected.size()));
    }

    /** The words of {@code text} as they are compared. */
    List<String> words(String text) {
        return NO_WORD.splitAsStream(text.toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty())
                .map(word -> stems && word.length() >= SHORTEST_STEMMED ? PorterStemmer.stem(word) : word)
                .toList();
    }

    private static Score shared(List<String> expected, List<String> found, int length) {
        Map<List<String>, Integer> left = counts(expected, length);
        Map<List<String>, Integer> right = counts(found, length);
        int shared = 0;
        for (Map.Entry<List<String>, Integer> run : left.entrySet()) {
            shared += Math.min(run.getValue(), right.getOrDefault(run.getKey(), 0));
        }
        return Score.of(shared, Math.max(found.size() - length + 1, 0), Math.max(expected.size() - length + 1, 0));
    }

    private static Map<List<String>, Integer> counts(List<String> words, int length) {
        Map<List<String>, Integer> counts = new HashMap<>();
        for (int i = 0; i + length <= words.size(); i++) {
            counts.merge(List.copyOf(words.subList(i, i + length)), 1, Integer::sum);
        }
        return counts;
    }

    /** Length of the longest common subsequence. */
    private static int longestCommon(List<String> left, List<String> right) {
        int[] before = new int[right.size() + 1];
        int[] here = new int[right.size() + 1];
        for (String word : left) {
            for (int j = 1; j < here.length; j++) {
                here[j] = word.equals(right.get(j - 1)) ? before[j - 1] + 1 : Math.max(before[j], here[j - 1]);
            }
            int[] swap = before;
            before = here;
            here = swap;
        }
        return before[right.size()];
    }
}
