package cz.statex.aiworkers.text.analysis;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.function.ToIntFunction;

/**
 * How long a summary may and should be.
 *
 * @param max the limit
 * @param min what it should have, if the text has that much; 0 for nothing
 * @param unit what both count
 * @param tokens counts tokens, if the unit is that
 */
public record SummaryLength(int max, int min, Unit unit, ToIntFunction<String> tokens) {

    private static final String ELLIPSIS = "\u2026";

    /** What lengths count. */
    public enum Unit {
        /** Words, by the boundaries of Unicode (UAX 29). */
        WORDS,
        /** Characters, as code points. */
        CHARACTERS,
        /** Tokens of the model that summarizes. */
        TOKENS;

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

    /** A length whose tokens, if it counts them, {@link #counted} will count. */
    public SummaryLength(int max, int min, Unit unit) {
        this(max, min, unit, text -> {
            throw new IllegalStateException("nobody has said how to count tokens");
        });
    }

    /** A limit alone. */
    public SummaryLength(int max, Unit unit) {
        this(max, 0, unit);
    }

    /** The same, its tokens counted by {@code counter}. */
    public SummaryLength counted(ToIntFunction<String> counter) {
        return new SummaryLength(max, min, unit, counter);
    }

    /** The length of {@code text} in this unit. */
    public int of(String text) {
        return switch (unit) {
            case CHARACTERS -> text.codePointCount(0, text.length());
            case TOKENS -> tokens.applyAsInt(text);
            case WORDS -> {
                int words = 0;
                BreakIterator boundaries = words(text);
                for (int end = boundaries.next(), start = 0;
                        end != BreakIterator.DONE;
                        start = end, end = boundaries.next()) {
                    words += isWord(text, start) ? 1 : 0;
                }
                yield words;
            }
        };
    }

    /** What a text takes when it is added to others: the space between characters counts. */
    int added(String text, boolean first) {
        return of(text) + (unit == Unit.CHARACTERS && !first ? 1 : 0);
    }

    /** The longest beginning of {@code text} that fits, cut between words if it has any, marked with an ellipsis. */
    public String cut(String text) {
        if (of(text) <= max) {
            return text;
        }
        int end =
                switch (unit) {
                    case WORDS -> endOfWords(text);
                    case CHARACTERS -> endWithin(text, text.offsetByCodePoints(0, max - 1));
                    case TOKENS -> endOfTokens(text);
                };
        return text.substring(0, end).strip() + ELLIPSIS;
    }

    /** Where the text ends before its first word too many. */
    private int endOfWords(String text) {
        BreakIterator boundaries = words(text);
        int words = 0;
        int start = 0;
        for (int end = boundaries.next(); end != BreakIterator.DONE; start = end, end = boundaries.next()) {
            words += isWord(text, start) ? 1 : 0;
            if (words > max) {
                return start;
            }
        }
        return text.length();
    }

    /** The last boundary between words up to {@code limit}; {@code limit} itself if there is none. */
    private static int endWithin(String text, int limit) {
        BreakIterator boundaries = words(text);
        int end = boundaries.isBoundary(limit) ? limit : Math.max(0, boundaries.preceding(limit));
        return end == 0 ? limit : end;
    }

    /** The last boundary between words, or within the first, up to which tokens and the mark of the cut fit. */
    private int endOfTokens(String text) {
        List<Integer> ends = new ArrayList<>();
        BreakIterator boundaries = words(text);
        for (int end = boundaries.next(); end != BreakIterator.DONE; end = boundaries.next()) {
            ends.add(end);
        }
        IntPredicate fits = end -> of(text.substring(0, end).strip() + ELLIPSIS) <= max;
        int found = last(ends.size(), at -> fits.test(ends.get(at)));
        if (found >= 0) {
            return ends.get(found);
        }
        int codePoints = text.codePointCount(0, ends.get(0));
        int within = last(codePoints, at -> fits.test(text.offsetByCodePoints(0, at)));
        return text.offsetByCodePoints(0, Math.max(0, within));
    }

    /** The last of {@code count} numbers from 0 for which {@code holds}, if it holds up to one of them; -1 if for none. */
    private static int last(int count, IntPredicate holds) {
        int known = -1;
        int beyond = count;
        while (beyond - known > 1) {
            int middle = (known + beyond) >>> 1;
            if (holds.test(middle)) {
                known = middle;
            } else {
                beyond = middle;
            }
        }
        return known;
    }

    private static boolean isWord(String text, int start) {
        return Character.isLetterOrDigit(text.codePointAt(start));
    }

    private static BreakIterator words(String text) {
        BreakIterator boundaries = BreakIterator.getWordInstance(Locale.ROOT);
        boundaries.setText(text);
        return boundaries;
    }
}
