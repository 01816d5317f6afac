package cz.statex.aiworkers.local.evaluate;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Which columns of tab-separated values have the text and the label.
 *
 * @param text column of the text, from 0
 * @param label column of the label, from 0
 * @param hasHeader whether the first line has names of columns, and no text
 */
record Columns(int text, int label, boolean hasHeader) {

    /** Names that tell a header, though not for sure which of its columns is which. */
    private static final Set<String> OTHER_TEXTS = Set.of(
            "phrase", "body", "headline", "message", "post", "title", "utterance", "texts", "sentences", "reviews");

    private static final Set<String> OTHER_LABELS =
            Set.of("gold", "score", "value", "annotation", "tag", "opinion", "feeling", "output", "answer", "y");

    private static final Pattern NUMBERS = Pattern.compile("[-+]?[0-9.]+(\\s*,\\s*[-+]?[0-9.]+)*");
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}]+");
    private static final Pattern NO_NAME = Pattern.compile("[0-9]");

    /**
     * Finds them by the names in the first row. Where names are not known, the column with the fewest different entries is
     * the label, of equals the first but the longest, and of the others the longest the text.
     *
     * @param rows the first ones of a file, at least one
     * @param number line of the first
     * @param best names of the label that win over others
     * @throws DataException if there are less than two columns
     */
    static Columns of(List<String[]> rows, int number, Set<String> best) throws DataException {
        String[] first = rows.get(0);
        if (first.length < 2) {
            throw new DataException(
                    "line " + number + " has one column; give text and label with a tab between, or JSON objects");
        }
        int named = indexOf(first, LabelledTexts.TEXT_FIELDS);
        int label = indexOf(first, best);
        label = label >= 0 ? label : indexOf(first, LabelledTexts.LABEL_FIELDS);
        if (named >= 0 && label >= 0) {
            return new Columns(named, label, true);
        }
        List<String[]> whole =
                rows.stream().filter(row -> row.length >= first.length).toList();
        label = label >= 0 ? label : fewest(whole, first.length, named);
        int text = named >= 0 ? named : longest(whole, first.length, label);
        return new Columns(text, label, isHeader(whole, text, label));
    }

    private static int indexOf(String[] header, Set<String> names) {
        return IntStream.range(0, header.length)
                .filter(column -> names.contains(name(header[column])))
                .findFirst()
                .orElse(-1);
    }

    private static int fewest(List<String[]> rows, int columns, int text) {
        int longest = longest(rows, columns, -1);
        return IntStream.range(0, columns)
                .filter(column -> column != text)
                .boxed()
                .min(Comparator.comparingLong((Integer column) -> different(rows, column))
                        .thenComparing(column -> column == longest))
                .orElseThrow();
    }

    private static int longest(List<String[]> rows, int columns, int label) {
        return IntStream.range(0, columns)
                .filter(column -> column != label)
                .boxed()
                .max(Comparator.comparingLong(column -> characters(rows, column)))
                .orElseThrow();
    }

    private static long different(List<String[]> rows, int column) {
        return rows.stream().map(row -> row[column].strip()).distinct().count();
    }

    private static long characters(List<String[]> rows, int column) {
        return rows.stream().mapToLong(row -> row[column].length()).sum();
    }

    /**
     * Whether the first row is a header of names that are not all known: no text has its label, and a name is known in
     * part, or all labels but this are numbers.
     */
    private static boolean isHeader(List<String[]> rows, int text, int label) {
        String first = name(rows.get(0)[label]);
        List<String> others = rows.stream().skip(1).map(row -> name(row[label])).toList();
        if (others.isEmpty() || first.isEmpty() || others.contains(first)) {
            return false;
        }
        String named = rows.get(0)[text].strip();
        return isName(first, LabelledTexts.LABEL_FIELDS, OTHER_LABELS)
                || (!named.contains(" ") && isName(name(named), LabelledTexts.TEXT_FIELDS, OTHER_TEXTS))
                || (!NUMBERS.matcher(first).matches()
                        && others.stream()
                                .allMatch(other -> NUMBERS.matcher(other).matches()));
    }

    private static boolean isName(String name, Set<String> known, Set<String> others) {
        return !NO_NAME.matcher(name).find()
                && BETWEEN_WORDS.splitAsStream(name).anyMatch(word -> known.contains(word) || others.contains(word));
    }

    private static String name(String cell) {
        return cell.strip().toLowerCase(Locale.ROOT);
    }
}
