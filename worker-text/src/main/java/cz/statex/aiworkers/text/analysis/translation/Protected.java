package cz.statex.aiworkers.text.analysis.translation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A sentence with what must come out of a translation as it went in: placeholders, tags, addresses, numbers, and what the
 * model cannot write at all, which it is shown as {@code {a}}, {@code {b}} and so on.
 */
final class Protected {

    /** No word of a language is longer. */
    private static final int LONGEST_WORD = 100;

    private static final int MOST_STAND_INS = 8;
    private static final int MOST_SPANS = 50;
    private static final int LETTERS = 26;
    private static final String BETWEEN_DIGITS = "[.,:/'\u2019-]";

    /** Possessive, as are the loops below: texts of users are long, and no loop may give back what it took, bit by bit. */
    private static final String NUMBER_FORM = "\\d++(?:" + BETWEEN_DIGITS + "\\d++)*+";

    private static final Pattern SPANS = Pattern.compile(String.join(
            "|",
            "\\{\\{[^{}]{1,200}\\}\\}",
            "[$#%]?\\{[^{}]{0,200}\\}",
            "</?[A-Za-z][^<>]{0,500}>",
            "(?:https?|ftp|mailto):[^\\s<>\"]+[^\\s<>\".,;:!?)\\]]",
            "www\\.[^\\s<>\"]+[^\\s<>\".,;:!?)\\]]",
            "(?<![\\w.+-])[\\w.+-]{1,64}+@[\\w-]++(?:\\.[\\w-]++)++",
            "%(?:\\d{1,3}\\$)?[-+#0]{0,5}\\d{0,9}(?:\\.\\d{1,9})?[sdifuxXeEgGcb@](?![\\p{L}\\d])",
            NUMBER_FORM));
    private static final Pattern WORD = Pattern.compile("\\S+");
    private static final Pattern STAND_IN = Pattern.compile("\\{[a-z]\\}");
    private static final Pattern NUMBER = Pattern.compile(NUMBER_FORM);

    /** As some languages write thousands. */
    private static final Pattern SPACED_NUMBER =
            Pattern.compile("(?<!\\d)\\d{1,3}(?:[\\s\u00a0\u202f]\\d{3})++(?:[.,]\\d++)?+(?!\\d)");

    private static final Pattern NO_DIGITS = Pattern.compile("\\D+");

    /** Stands where something was found in a translation, so that what was beside it does not become one. */
    private static final String TAKEN = "\u0000";

    private static final Pattern THOUSANDS = Pattern.compile("[.,'\u2019\\s\u00a0\u202f](?=\\d{3}(?!\\d))");

    /**
     * What is protected.
     *
     * @param start where it is in the sentence
     * @param text what it is
     * @param shown what the model is shown
     */
    private record Span(int start, String text, String shown) {

        private int end() {
            return start + text.length();
        }

        private boolean isHidden() {
            return !shown.equals(text);
        }

        private boolean isNumber() {
            return NUMBER.matcher(shown).matches();
        }
    }

    private final String sentence;
    private final List<Span> spans = new ArrayList<>();
    private int hidden;
    private int letter;

    /**
     * Looks through a sentence.
     *
     * @param isStrange whether a word has something that the model cannot write
     */
    Protected(String sentence, Predicate<String> isStrange) {
        this.sentence = sentence;
        Matcher found = SPANS.matcher(sentence);
        int from = 0;
        while (found.find()) {
            addWords(from, found.start(), isStrange);
            add(found.start(), found.group(), isTooMuch(found.group(), isStrange));
            from = found.end();
        }
        addWords(from, sentence.length(), isStrange);
    }

    private static boolean isTooMuch(String text, Predicate<String> isStrange) {
        return text.length() > LONGEST_WORD || isStrange.test(text);
    }

    private void addWords(int from, int to, Predicate<String> isStrange) {
        String between = sentence.substring(from, to);
        if (between.length() <= LONGEST_WORD && !isStrange.test(between)) {
            return;
        }
        Matcher words = WORD.matcher(between);
        while (words.find()) {
            if (isTooMuch(words.group(), isStrange)) {
                addCore(from + words.start(), words.group(), isStrange);
            }
        }
    }

    /** A strange word without the marks around it, unless they are what is strange. */
    private void addCore(int start, String word, Predicate<String> isStrange) {
        int from = 0;
        int to = word.length();
        while (from < to && isMark(word.codePointAt(from))) {
            from += Character.charCount(word.codePointAt(from));
        }
        while (from < to && isMark(word.codePointBefore(to))) {
            to -= Character.charCount(word.codePointBefore(to));
        }
        String marks = word.substring(0, from) + word.substring(to);
        boolean isCore = from < to && (marks.isEmpty() || !isStrange.test(marks));
        add(isCore ? start + from : start, isCore ? word.substring(from, to) : word, true);
    }

    private static boolean isMark(int character) {
        return switch (Character.getType(character)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> true;
            default -> false;
        };
    }

    private void add(int start, String text, boolean isHidden) {
        spans.add(new Span(start, text, isHidden ? standIn() : text));
    }

    /** One that the sentence does not have itself. */
    private String standIn() {
        hidden++;
        while (letter < LETTERS && sentence.contains(standIn(letter))) {
            letter++;
        }
        return standIn(letter++ % LETTERS);
    }

    private static String standIn(int letter) {
        return "{" + (char) ('a' + letter) + "}";
    }

    /** Whether it can be shown as one sentence; otherwise only what is between the spans can be translated. */
    boolean isShowable() {
        return hidden <= MOST_STAND_INS && letter <= LETTERS && spans.size() <= MOST_SPANS;
    }

    /** What the model is shown. */
    String shown() {
        StringBuilder shown = new StringBuilder();
        int from = 0;
        for (Span span : spans) {
            shown.append(sentence, from, span.start).append(span.shown);
            from = span.end();
        }
        return shown.append(sentence.substring(from)).toString();
    }

    /** Whether all that is protected is in a translation of what was shown, as often as there. */
    boolean isKept(String translation) {
        StringBuilder left = new StringBuilder(translation);
        return spans.stream()
                .sorted(Comparator.comparing((Span span) -> span.shown.length()).reversed())
                .allMatch(span -> span.isNumber() ? takeNumber(left, span.shown) : take(left, span.shown));
    }

    private static boolean take(StringBuilder from, String shown) {
        int at = from.indexOf(shown);
        if (at < 0) {
            return false;
        }
        from.replace(at, at + shown.length(), TAKEN);
        return true;
    }

    /** A number is kept if one of the same digits is there, though another language may set it otherwise. */
    private static boolean takeNumber(StringBuilder from, String shown) {
        String wanted = digits(shown);
        for (Pattern form : List.of(NUMBER, SPACED_NUMBER)) {
            Matcher number = form.matcher(from);
            while (number.find()) {
                if (digits(number.group()).equals(wanted)) {
                    from.replace(number.start(), number.end(), TAKEN);
                    return true;
                }
            }
        }
        return false;
    }

    /** Its digits without marks between thousands, and with all other marks alike: 1,200.5 and 1.200,5 are equal, 15 and 1.5 not. */
    private static String digits(String number) {
        return NO_DIGITS.matcher(THOUSANDS.matcher(number).replaceAll("")).replaceAll("|");
    }

    /** The translation with what was hidden in its place. */
    String revealed(String translation) {
        Map<String, String> texts = spans.stream()
                .filter(Span::isHidden)
                .collect(Collectors.toMap(Span::shown, Span::text, (first, second) -> first));
        return STAND_IN.matcher(translation)
                .replaceAll(found -> Matcher.quoteReplacement(texts.getOrDefault(found.group(), found.group())));
    }

    /** What is between the spans, one more than there are spans. */
    List<String> between() {
        List<String> between = new ArrayList<>();
        int from = 0;
        for (Span span : spans) {
            between.add(sentence.substring(from, span.start));
            from = span.end();
        }
        between.add(sentence.substring(from));
        return between;
    }

    /** The sentence with translations of what is between the spans, whose white space at the ends is that of the sentence. */
    String joined(List<String> translations) {
        StringBuilder joined = new StringBuilder();
        for (int i = 0; i < translations.size(); i++) {
            joined.append(translations.get(i));
            if (i < spans.size()) {
                joined.append(spans.get(i).text);
            }
        }
        return joined.toString();
    }
}
