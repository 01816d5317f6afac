package cz.statex.aiworkers.local.evaluate;

import cz.statex.aiworkers.text.analysis.sentiment.Polarity;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which sentiment the labels of a file mean: names, or numbers, whose range tells the scale. {@code --labels} says it where
 * neither does.
 */
public final class SentimentNames {

    private static final Map<String, Polarity> NAMES = Map.ofEntries(
            Map.entry("positive", Polarity.POSITIVE),
            Map.entry("pos", Polarity.POSITIVE),
            Map.entry("very positive", Polarity.POSITIVE),
            Map.entry("very_positive", Polarity.POSITIVE),
            Map.entry("good", Polarity.POSITIVE),
            Map.entry("negative", Polarity.NEGATIVE),
            Map.entry("neg", Polarity.NEGATIVE),
            Map.entry("very negative", Polarity.NEGATIVE),
            Map.entry("very_negative", Polarity.NEGATIVE),
            Map.entry("bad", Polarity.NEGATIVE),
            Map.entry("neutral", Polarity.NEUTRAL),
            Map.entry("neu", Polarity.NEUTRAL),
            Map.entry("mixed", Polarity.NEUTRAL));

    /** Scales of numbers from the worst to the best, the first that has all labels of a file is meant. */
    private static final List<List<String>> SCALES = List.of(
            List.of("0", "1"),
            List.of("-1", "1"),
            List.of("-1", "0", "1"),
            List.of("0", "4"),
            List.of("1", "2"),
            List.of("0", "1", "2"),
            List.of("0", "2", "4"),
            List.of("0", "1", "2", "3", "4"),
            List.of("1", "2", "3", "4", "5"));

    private final Map<String, Polarity> meanings;

    private SentimentNames(Map<String, Polarity> meanings) {
        this.meanings = meanings;
    }

    /**
     * Finds out by all labels of a file.
     *
     * @param said what a person says of some labels, by label
     * @throws DataException if a label is neither said nor known
     */
    public static SentimentNames of(List<LabelledText> texts, Map<String, Polarity> said) throws DataException {
        Map<String, Polarity> meanings = new HashMap<>();
        said.forEach((label, polarity) -> meanings.put(label.toLowerCase(Locale.ROOT), polarity));
        Set<String> labels = texts.stream()
                .map(SentimentNames::label)
                .filter(label -> !meanings.containsKey(label))
                .collect(Collectors.toCollection(TreeSet::new));
        for (List<String> scale : SCALES) {
            if (!labels.isEmpty() && scale.containsAll(labels)) {
                for (String label : labels) {
                    meanings.put(label, onScale(scale.indexOf(label), scale.size()));
                }
                return new SentimentNames(meanings);
            }
        }
        for (LabelledText text : texts) {
            Polarity polarity = meanings.getOrDefault(label(text), NAMES.get(label(text)));
            if (polarity == null) {
                throw new DataException("line " + text.line() + " has the label '"
                        + text.labels().get(0)
                        + "', which is none of positive, negative, neutral and no number of a scale; say what it means by"
                        + " --labels '" + text.labels().get(0) + "=positive'");
            }
            meanings.put(label(text), polarity);
        }
        return new SentimentNames(meanings);
    }

    private static String label(LabelledText text) {
        return text.labels().get(0).strip().toLowerCase(Locale.ROOT);
    }

    private static Polarity onScale(int place, int size) {
        int side = Integer.compare(2 * place, size - 1);
        return side < 0 ? Polarity.NEGATIVE : side == 0 ? Polarity.NEUTRAL : Polarity.POSITIVE;
    }

    /** What the label of {@code text} means. */
    public Polarity of(LabelledText text) {
        Polarity polarity = meanings.get(label(text));
        if (polarity == null) {
            throw new IllegalArgumentException("line " + text.line() + " is not of this file");
        }
        return polarity;
    }

    /** Whether no text of the file is neutral, so that models are to choose between the two others. */
    public boolean isTwoClass() {
        return !meanings.containsValue(Polarity.NEUTRAL);
    }
}
