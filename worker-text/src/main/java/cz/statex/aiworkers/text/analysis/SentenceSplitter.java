package cz.statex.aiworkers.text.analysis;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Splits a text into sentences, by the boundaries of Unicode (UAX 29) less those behind abbreviations and initials that
 * a name or number follows. Blank lines and list items always separate. White space and control
 * characters inside a sentence become one space. Stateless.
 */
public final class SentenceSplitter {

    /** Atomic: a carriage return and the line feed behind it are one break, not two with an empty line between. */
    private static final Pattern PARAGRAPHS =
            Pattern.compile("(?>\\R)[ \\t]*(?:\\R\\s*|(?=[-*\u2022\u2013][ \\t]|\\d{1,3}[.)][ \\t]))");

    private static final Pattern SPACE = Pattern.compile("[\\s\\u00a0\\p{Cc}]+");
    private static final Pattern INITIAL = Pattern.compile("(?:.*[\\s(\u201e\u201c\"'])?\\p{Lu}\\.");
    private static final Pattern LAST_WORD = Pattern.compile(".*?([\\p{L}.]+)\\.");
    private static final Pattern ENDS_WITH_NUMBER = Pattern.compile("(?:.*[\\s(])?\\d{1,4}\\.");

    /** Quotation marks and brackets that close, in one language or another. */
    private static final String CLOSING = "\u201c\u201d\u2019\u00bb\u203a\"')]";

    private static final Pattern GERMAN_MONTH =
            Pattern.compile("(J[a\u00e4]n|Feb|M\u00e4rz|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez).*");

    /** Abbreviations that stand before the name, number or word they belong to. */
    private static final Set<String> BEFORE_A_NAME = Set.of(
            // English
            "mr",
            "mrs",
            "ms",
            "dr",
            "prof",
            "rev",
            "gen",
            "col",
            "maj",
            "capt",
            "lt",
            "sgt",
            "sen",
            "rep",
            "gov",
            "hon",
            "st",
            "mt",
            "messrs",
            "vs",
            "e.g",
            "i.e",
            "cf",
            "al",
            "approx",
            "fig",
            "figs",
            "eq",
            "sec",
            "ch",
            "vol",
            "pp",
            // German
            "hr",
            "fr",
            "z.b",
            "d.h",
            "u.a",
            "bzw",
            "ca",
            "str",
            "dipl",
            "ing",
            "abs",
            "art",
            "bd",
            "evtl",
            "ggf",
            "inkl",
            // French, Spanish, Italian, Portuguese
            "m",
            "mm",
            "mme",
            "mlle",
            "mgr",
            "sr",
            "sra",
            "srta",
            "dra",
            "ud",
            "uds",
            "sig",
            "sigg",
            "dott",
            "avv",
            "exmo",
            // Czech, Slovak, Polish
            "nap\u0159",
            "tzv",
            "tj",
            "resp",
            "\u010d",
            "mudr",
            "judr",
            "phdr",
            "rndr",
            "bc",
            "doc",
            "p\u0159",
            "ul",
            "n\u00e1m",
            "np",
            "tzn",
            "pan\u00ed",
            "ks",
            "wg");

    /** Abbreviations that stand before a number. */
    private static final Set<String> BEFORE_A_NUMBER = Set.of(
            "no", "nos", "nr", "p", "n", "num", "art", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept",
            "oct", "nov", "dec", "s", "str", "c", "ca", "\u00a7");

    /** The sentences of {@code text}, in order; none is blank. */
    public List<String> split(String text) {
        List<String> sentences = new ArrayList<>();
        PARAGRAPHS
                .splitAsStream(text)
                .forEach(paragraph ->
                        addSentences(SPACE.matcher(paragraph).replaceAll(" ").strip(), sentences));
        return sentences;
    }

    private static void addSentences(String paragraph, List<String> sentences) {
        BreakIterator boundaries = BreakIterator.getSentenceInstance(Locale.ROOT);
        boundaries.setText(paragraph);
        int start = 0;
        for (int end = boundaries.next(); end != BreakIterator.DONE; end = boundaries.next()) {
            String sentence = paragraph.substring(start, end).strip();
            if (end < paragraph.length() && (closes(paragraph, end) || goesOn(sentence, following(paragraph, end)))) {
                continue;
            }
            if (!sentence.isEmpty()) {
                sentences.add(sentence);
            }
            start = end;
        }
    }

    /** Whether the boundary at {@code end} parts a quotation from its closing mark. */
    private static boolean closes(String paragraph, int end) {
        return CLOSING.indexOf(paragraph.charAt(end)) >= 0 && paragraph.charAt(end - 1) != ' ';
    }

    private static String following(String paragraph, int end) {
        return paragraph.substring(end, Math.min(end + 12, paragraph.length())).strip();
    }

    /** Whether the boundary behind {@code sentence} is none, seeing what follows. */
    private static boolean goesOn(String sentence, String following) {
        if (!sentence.endsWith(".") || sentence.endsWith("..")) {
            return false;
        }
        String tail = sentence.substring(Math.max(0, sentence.length() - 24));
        int next = following.isEmpty() ? ' ' : following.codePointAt(0);
        if (INITIAL.matcher(tail).matches()) {
            return Character.isUpperCase(next);
        }
        var word = LAST_WORD.matcher(tail);
        String abbreviation = word.matches() ? word.group(1).toLowerCase(Locale.ROOT) : "";
        return BEFORE_A_NAME.contains(abbreviation)
                || (Character.isDigit(next) && BEFORE_A_NUMBER.contains(abbreviation))
                // "3. května", "am 3. Mai": a short number and a point are rarely the end of a sentence.
                || (ENDS_WITH_NUMBER.matcher(tail).matches()
                        && (Character.isLowerCase(next)
                                || GERMAN_MONTH.matcher(following).matches()));
    }
}
