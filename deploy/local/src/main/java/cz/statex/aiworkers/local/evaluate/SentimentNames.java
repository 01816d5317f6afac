package cz.statex.aiworkers.local.evaluate;

import cz.statex.aiworkers.text.analysis.sentiment.Polarity;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

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

    /** Scales of numbers from the worst to the best, some also without their middle. */
    private static final List<List<String>> SCALES = List.of(
            List.of("0", "1"),
            List.of("-1", "1"),
            List.of("-1", "0", "1"),
            List.of("0", "2"),
            List.of("1", "3"),
            List.of("0", "4"),
            List.of("1", "2"),
            List.of("0", "1", "2"),
            List.of("1", "2", "3"),
            List.of("0", "2", "4"),
            List.of("0", "1", "2", "3", "4"),
            List.of("1", "2", "3", "4", "5"));

    private static final Pattern WHOLE = Pattern.compile("([-+]?[0-9]+)\\.0+");

    private final Map<String, Polarity> meanings;
    private final List<String> scale;

    private SentimentNames(Map<String, Polarity> meanings, List<String> scale) {
        this.meanings = meanings;
        this.scale = scale;
    }

    /**
     * Finds out by all labels of a file.
     *
     * @param said what a person says of some labels, by label
     * @throws DataException if a text has not exactly one label, or a label is neither said nor known, or numbers are on
     *     scales that read them differently
     */
    public static SentimentNames of(List<LabelledText> texts, Map<String, Polarity> said) throws DataException {
        Map<String, Polarity> meanings = new HashMap<>();
        said.forEach((label, polarity) -> meanings.put(plain(label), polarity));
        Set<String> all = new TreeSet<>();
        for (LabelledText text : texts) {
            all.add(plain(text.label()));
        }
        List<String> scale = scale(all, meanings);
        scale.forEach(label -> meanings.putIfAbsent(label, onScale(scale, label)));
        for (LabelledText text : texts) {
            String label = plain(text.label());
            Polarity polarity = meanings.getOrDefault(label, NAMES.get(label));
            if (polarity == null) {
                throw new DataException(text.quoted()
                        + ", which is none of positive, negative, neutral and no number of a scale; say what"
                        + " it means by --labels '" + text.label() + "=positive'");
            }
            meanings.put(label, polarity);
        }
        meanings.keySet().retainAll(all);
        return new SentimentNames(meanings, scale);
    }

    /**
     * The scale of the labels that nobody said the meaning of: the one that has these and no others; else those that have
     * them, if all read them alike. Empty if they are no numbers, or there are none.
     */
    private static List<String> scale(Set<String> all, Map<String, Polarity> said) throws DataException {
        Set<String> left = new TreeSet<>(all);
        left.removeAll(said.keySet());
        if (left.isEmpty()) {
            return List.of();
        }
        for (List<String> scale : SCALES) {
            if (left.equals(Set.copyOf(scale))) {
                return scale;
            }
        }
        if (SCALES.get(0).containsAll(left)) {
            return SCALES.get(0);
        }
        List<List<String>> fitting = fitting(all, left, said);
        for (List<String> scale : fitting) {
            for (String label : left) {
                if (onScale(scale, label) != onScale(fitting.get(0), label)) {
                    throw new DataException("the labels " + left + " may be of the scale " + fitting.get(0) + " or "
                            + scale + ", on which '" + label + "' is not the same; say what it means by --labels '"
                            + label + "=" + name(onScale(fitting.get(0), label)) + "' or '" + label + "="
                            + name(onScale(scale, label)) + "'");
                }
            }
        }
        return fitting.isEmpty() ? List.of() : fitting.get(0);
    }

    /** The scales that have the labels, of these those that are as said, of these those that have the said labels as well. */
    private static List<List<String>> fitting(Set<String> all, Set<String> left, Map<String, Polarity> said) {
        List<List<String>> fitting =
                SCALES.stream().filter(scale -> scale.containsAll(left)).toList();
        List<List<String>> asSaid = fitting.stream()
                .filter(scale -> scale.stream()
                        .allMatch(label -> said.getOrDefault(label, onScale(scale, label)) == onScale(scale, label)))
                .toList();
        List<List<String>> whole =
                asSaid.stream().filter(scale -> scale.containsAll(all)).toList();
        return !whole.isEmpty() ? whole : !asSaid.isEmpty() ? asSaid : fitting;
    }

    private static String plain(String label) {
        return WHOLE.matcher(label.strip().toLowerCase(Locale.ROOT)).replaceFirst("$1");
    }

    private static String name(Polarity polarity) {
        return polarity.name().toLowerCase(Locale.ROOT);
    }

    private static Polarity onScale(List<String> scale, String label) {
        int side = Integer.compare(2 * scale.indexOf(label), scale.size() - 1);
        return side < 0 ? Polarity.NEGATIVE : side == 0 ? Polarity.NEUTRAL : Polarity.POSITIVE;
    }

    /** The numbers, from negative to positive, that labels of the file were taken for; empty if for none. */
    public List<String> scale() {
        return scale;
    }

    /**
     * What the label of {@code text} means.
     *
     * @throws DataException if it has not exactly one
     */
    public Polarity of(LabelledText text) throws DataException {
        Polarity polarity = meanings.get(plain(text.label()));
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
