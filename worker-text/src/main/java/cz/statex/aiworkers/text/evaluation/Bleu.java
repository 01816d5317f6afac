package cz.statex.aiworkers.text.evaluation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * BLEU of a corpus with one reference for each sentence, as sacreBLEU computes it by default: mixed case, tokenizer 13a,
 * exponential smoothing.
 *
 * <p>Sources: "BLEU: a Method for Automatic Evaluation of Machine Translation", Papineni et al. 2002; "A Call for Clarity in
 * Reporting BLEU Scores", Post 2018, arXiv:1804.08771. Not thread-safe.
 */
public final class Bleu {

    private static final int ORDER = 4;

    private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern SYMBOL = Pattern.compile("([{-~\\[-` -&(-+:-@/])");
    private static final Pattern MARK_AFTER_OTHER = Pattern.compile("([^0-9])([.,])");
    private static final Pattern MARK_BEFORE_OTHER = Pattern.compile("([.,])([^0-9])");
    private static final Pattern HYPHEN_AFTER_DIGIT = Pattern.compile("([0-9])(-)");

    private final long[] right = new long[ORDER];
    private final long[] said = new long[ORDER];
    private long saidTokens;
    private long wantedTokens;

    /** Counts a translation. */
    public void add(String translation, String reference) {
        List<String> translated = tokens(translation);
        List<String> wanted = tokens(reference);
        saidTokens += translated.size();
        wantedTokens += wanted.size();
        for (int n = 1; n <= ORDER; n++) {
            Map<List<String>, Integer> there = grams(wanted, n);
            for (Map.Entry<List<String>, Integer> gram : grams(translated, n).entrySet()) {
                said[n - 1] += gram.getValue();
                right[n - 1] += Math.min(gram.getValue(), there.getOrDefault(gram.getKey(), 0));
            }
        }
    }

    /** The score of all that was added, 0 to 100. */
    public double score() {
        if (right[0] == 0 || said[ORDER - 1] == 0) {
            return 0;
        }
        double logs = 0;
        double smooth = 1;
        for (int n = 0; n < ORDER; n++) {
            if (right[n] == 0) {
                smooth *= 2;
            }
            logs += Math.log(right[n] == 0 ? 1 / (smooth * said[n]) : (double) right[n] / said[n]);
        }
        double brevity = saidTokens < wantedTokens ? Math.exp(1 - (double) wantedTokens / saidTokens) : 1;
        return 100 * brevity * Math.exp(logs / ORDER);
    }

    /** The tokens of mteval-v13a. */
    static List<String> tokens(String text) {
        String line = text.stripTrailing()
                .replace("<skipped>", "")
                .replace("-\n", "")
                .replace("\n", " ")
                .replace("&quot;", "\"")
                .replace("&amp;", "&")
                .replace("&lt;", "<")
                .replace("&gt;", ">");
        line = SYMBOL.matcher(" " + line + " ").replaceAll(" $1 ");
        line = MARK_AFTER_OTHER.matcher(line).replaceAll("$1 $2 ");
        line = MARK_BEFORE_OTHER.matcher(line).replaceAll(" $1 $2");
        line = HYPHEN_AFTER_DIGIT.matcher(line).replaceAll("$1 $2 ");
        List<String> tokens = new ArrayList<>(List.of(SPACE.split(line)));
        tokens.removeIf(String::isEmpty);
        return tokens;
    }

    private static Map<List<String>, Integer> grams(List<String> tokens, int n) {
        Map<List<String>, Integer> grams = new HashMap<>();
        for (int i = 0; i + n <= tokens.size(); i++) {
            grams.merge(tokens.subList(i, i + n), 1, Integer::sum);
        }
        return grams;
    }
}
