package cz.statex.aiworkers.text.analysis.translation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sentence with what must come out of a translation as it went in: placeholders, tags, addresses, numbers, and what the
 * model cannot write at all, which it is shown as {@code {a}}, {@code {b}} and so on.
 */
final class Protected {

    /** No word of a language is longer. */
    private static final int LONGEST_WORD = 100;

    private static final int MOST_STAND_INS = 8;

    private static final Pattern SPANS = Pattern.compile(String.join(
            "|",
            "\\{\\{[^{}]{1,200}\\}\\}",
            "[$#%]?\\{[^{}]{0,200}\\}",
            "</?[A-Za-z][^<>]{0,500}>",
            "(?:https?|ftp|mailto):[^\\s<>\"]+[^\\s<>\".,;:!?)\\]]",
            "www\\.[^\\s<>\"]+[^\\s<>\".,;:!?)\\]]",
            "[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+",
            "%(?:\\d+\\$)?[-+#0]*\\d*(?:\\.\\d+)?[sdifuxXeEgGcb@](?![\\p{L}\\d])",
            "\\d+(?:[.,:/'\u2019-]\\d+)*"));
    private static final Pattern WORD = Pattern.compile("\\S+");
    private static final Pattern MARKS = Pattern.compile("^[\\p{P}]+|[\\p{P}]+$");
    private static final Pattern IN_NUMBERS = Pattern.compile("(?<=\\d)[.,:/'\u2019\\s\u00a0\u202f-]+(?=\\d)");

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

        private boolean isNumber() {
            return Character.isDigit(text.charAt(0));
        }
    }

    private final String sentence;
    private final List<Span> spans = new ArrayList<>();
    private int standIns;

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
        String core = MARKS.matcher(word).replaceAll("");
        int at = core.isEmpty() ? 0 : word.indexOf(core);
        String marks = core.isEmpty() ? word : word.substring(0, at) + word.substring(at + core.length());
        boolean isCore = !core.isEmpty() && (marks.isEmpty() || !isStrange.test(marks));
        add(isCore ? start + at : start, isCore ? core : word, true);
    }

    private void add(int start, String text, boolean isHidden) {
        spans.add(new Span(start, text, isHidden ? standIn() : text));
    }

    private String standIn() {
        return "{" + (char) ('a' + standIns++ % 26) + "}";
    }

    /** Whether it can be shown as one sentence; otherwise only what is between the spans can be translated. */
    boolean isShowable() {
        return standIns <= MOST_STAND_INS;
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
        String left = translation;
        for (Span span : spans) {
            int at = left.indexOf(span.shown);
            if (at < 0 && span.isNumber()) {
                left = IN_NUMBERS.matcher(left).replaceAll("");
                at = left.indexOf(IN_NUMBERS.matcher(span.shown).replaceAll(""));
            }
            if (at < 0) {
                return false;
            }
            int length = Math.min(span.shown.length(), left.length() - at);
            left = left.substring(0, at) + left.substring(at + length);
        }
        return true;
    }

    /** The translation with what was hidden in its place. */
    String revealed(String translation) {
        String revealed = translation;
        for (Span span : spans) {
            if (!span.shown.equals(span.text)) {
                revealed = revealed.replace(span.shown, span.text);
            }
        }
        return revealed;
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
