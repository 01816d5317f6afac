package cz.statex.aiworkers.text.analysis;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.text.BreakIterator;
import java.util.Locale;

/**
 * How long a summary may be.
 *
 * @param max the limit
 * @param unit what it counts
 */
public record SummaryLength(int max, Unit unit) {

    /** What lengths count. */
    public enum Unit {
        /** Words, by the boundaries of Unicode (UAX 29). */
        WORDS,
        /** Characters, as code points. */
        CHARACTERS;

        /** The form on the wire, for example {@code words}. */
        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Reads the wire form; throws {@link IllegalArgumentException} for a name that is none. */
        @JsonCreator
        public static Unit ofWireName(String wireName) {
            return valueOf(wireName.toUpperCase(Locale.ROOT));
        }
    }

    /** The length of {@code text} in this unit. */
    public int of(String text) {
        if (unit == Unit.CHARACTERS) {
            return text.codePointCount(0, text.length());
        }
        int words = 0;
        BreakIterator boundaries = words(text);
        for (int end = boundaries.next(), start = 0; end != BreakIterator.DONE; start = end, end = boundaries.next()) {
            if (Character.isLetterOrDigit(text.codePointAt(start))) {
                words++;
            }
        }
        return words;
    }

    /** What a text takes when it is added to others: the space between characters counts. */
    int added(String text, boolean first) {
        return of(text) + (unit == Unit.CHARACTERS && !first ? 1 : 0);
    }

    /** The longest beginning of {@code text} that fits, cut between words if it has any, marked with an ellipsis. */
    String cut(String text) {
        if (of(text) <= max) {
            return text;
        }
        int room = unit == Unit.CHARACTERS ? max - 1 : max;
        int fits = 0;
        BreakIterator boundaries = words(text);
        for (int end = boundaries.next(); end != BreakIterator.DONE; end = boundaries.next()) {
            if (of(text.substring(0, end)) > room) {
                break;
            }
            fits = end;
        }
        if (fits == 0 && unit == Unit.CHARACTERS) {
            fits = text.offsetByCodePoints(0, room);
        }
        return text.substring(0, fits).strip() + "\u2026";
    }

    private static BreakIterator words(String text) {
        BreakIterator boundaries = BreakIterator.getWordInstance(Locale.ROOT);
        boundaries.setText(text);
        return boundaries;
    }
}
