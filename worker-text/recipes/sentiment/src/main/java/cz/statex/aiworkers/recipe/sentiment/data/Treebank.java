package cz.statex.aiworkers.recipe.sentiment.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The Stanford Sentiment Treebank in its bracketed form: a sentence a line, each of whose phrases has a label from 0,
 * very negative, to 4, very positive.
 *
 * <p>Source: "Recursive Deep Models for Semantic Compositionality Over a Sentiment Treebank", Socher et al. 2013.
 */
public final class Treebank {

    /** What each of the five labels says of the three sentiments; annotators of neighbouring labels often differ. */
    private static final float[][] SENTIMENTS = {
        {0.97f, 0.02f, 0.01f},
        {0.86f, 0.12f, 0.02f},
        {0.07f, 0.86f, 0.07f},
        {0.02f, 0.12f, 0.86f},
        {0.01f, 0.02f, 0.97f}
    };

    private final List<Phrase> sentences = new ArrayList<>();
    private final List<Phrase> phrases = new ArrayList<>();
    private final List<Phrase> heldOut = new ArrayList<>();

    /**
     * A labelled phrase.
     *
     * @param text its words, with spaces between
     * @param label 0 to 4
     * @param words how many
     */
    public record Phrase(String text, int label, int words) {
        public Example example(float weight) {
            return new Example(text, SENTIMENTS[label], null, weight);
        }
    }

    /** Reads the trees; every twentieth sentence, by hash, is held out with all its phrases. */
    public static Treebank read(Path file) throws IOException {
        Treebank treebank = new Treebank();
        Set<String> seen = new HashSet<>();
        for (String line : Files.readAllLines(file)) {
            List<Phrase> tree = parse(line);
            Phrase root = tree.get(tree.size() - 1);
            if (HeldOut.isHeldOut(root.text(), 20)) {
                treebank.heldOut.add(root);
                continue;
            }
            treebank.sentences.add(root);
            for (Phrase phrase : tree.subList(0, tree.size() - 1)) {
                if (seen.add(phrase.text().toLowerCase(Locale.ROOT))) {
                    treebank.phrases.add(phrase);
                }
            }
        }
        return treebank;
    }

    /** Whole sentences. */
    public List<Phrase> sentences() {
        return sentences;
    }

    /** Distinct parts of sentences. */
    public List<Phrase> phrases() {
        return phrases;
    }

    /** Whole sentences to choose numbers by, none of which is trained on. */
    public List<Phrase> heldOut() {
        return heldOut;
    }

    /** All phrases of a tree, the whole sentence last. */
    public static List<Phrase> parse(String tree) {
        List<Phrase> phrases = new ArrayList<>();
        Deque<Integer> labels = new ArrayDeque<>();
        Deque<Integer> starts = new ArrayDeque<>();
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < tree.length()) {
            char c = tree.charAt(at);
            if (c == '(') {
                labels.push(tree.charAt(at + 1) - '0');
                starts.push(words.size());
                at += 2;
            } else if (c == ')') {
                List<String> covered = words.subList(starts.pop(), words.size());
                phrases.add(new Phrase(String.join(" ", covered), labels.pop(), covered.size()));
                at++;
            } else if (c == ' ') {
                at++;
            } else {
                int end = at;
                while (tree.charAt(end) != ')') {
                    end++;
                }
                words.add(unescaped(tree.substring(at, end)));
                at = end;
            }
        }
        return phrases;
    }

    private static String unescaped(String word) {
        return switch (word) {
            case "-LRB-" -> "(";
            case "-RRB-" -> ")";
            default -> word.replace("\\/", "/").replace("\\*", "*");
        };
    }
}
