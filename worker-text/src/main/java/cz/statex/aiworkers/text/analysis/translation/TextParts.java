package cz.statex.aiworkers.text.analysis.translation;

import cz.statex.aiworkers.text.analysis.SentenceSplitter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text as sentences and what is between them, so that translated sentences can take their places: white space between
 * them, blank lines, bullets and lines without any letter stay as they are. White space inside a sentence is one space.
 *
 * <p>A line break ends a sentence, unless the line before it is long, has no mark at its end, and the next one begins
 * with a letter: so texts that were wrapped at some column are read as they were meant. Such a break becomes a space.
 */
final class TextParts {

    private static final int WRAPPED = 50;
    private static final Pattern BREAK = Pattern.compile("\\R\\s*");
    private static final Pattern BULLET = Pattern.compile("^(?:[-*#>\u2022\u2013]+|\\d{1,3}[.)])\\s+");
    private static final Pattern LINE_BREAK = Pattern.compile("\\R");
    private static final String ENDS = ".!?:;\u2026\u3002\"\u201c\u201d\u00bb)";

    /**
     * A part of a text.
     *
     * @param text what it says
     * @param isSentence whether it can be translated
     */
    record Part(String text, boolean isSentence) {}

    private static final SentenceSplitter SPLITTER = new SentenceSplitter();

    private final List<Part> parts = new ArrayList<>();

    private TextParts() {}

    /** The parts of {@code text}, in order; together they are the text. */
    static List<Part> of(String text) {
        TextParts all = new TextParts();
        Matcher breaks = BREAK.matcher(text);
        int start = 0;
        int line = 0;
        while (breaks.find()) {
            if (!isWrap(text, line, breaks)) {
                all.addBlock(text.substring(start, breaks.start()));
                all.keep(breaks.group());
                start = breaks.end();
            }
            line = breaks.end();
        }
        all.addBlock(text.substring(start));
        return List.copyOf(all.parts);
    }

    private static boolean isWrap(String text, int lineStart, Matcher lineBreak) {
        return lineBreak.start() - lineStart >= WRAPPED
                && LINE_BREAK.matcher(lineBreak.group()).results().count() == 1
                && ENDS.indexOf(text.charAt(lineBreak.start() - 1)) < 0
                && lineBreak.end() < text.length()
                && Character.isLetter(text.codePointAt(lineBreak.end()));
    }

    private void addBlock(String block) {
        Matcher bullet = BULLET.matcher(block);
        int at = bullet.find() ? bullet.end() : 0;
        keep(block.substring(0, at));
        for (String sentence : sentences(block.substring(at))) {
            int start = skipSpace(block, at);
            keep(block.substring(at, start));
            add(sentence);
            at = endOf(sentence, block, start);
        }
        keep(block.substring(at));
    }

    /** As the splitter finds them, but where no space follows a mark, as within addresses, the sentence goes on. */
    private static List<String> sentences(String block) {
        List<String> sentences = new ArrayList<>();
        int at = 0;
        boolean goesOn = false;
        for (String sentence : SPLITTER.split(block)) {
            int start = skipSpace(block, at);
            if (goesOn && start == at) {
                int last = sentences.size() - 1;
                sentences.set(last, sentences.get(last) + sentence);
            } else {
                sentences.add(sentence);
            }
            at = endOf(sentence, block, start);
            goesOn = sentence.charAt(sentence.length() - 1) < 128;
        }
        return sentences;
    }

    /** Where the sentence ends in the block, in which there may be more white space than in the sentence. */
    private static int endOf(String sentence, String block, int start) {
        int at = start;
        for (int i = 0; i < sentence.length(); i++) {
            if (!isSpace(sentence.charAt(i))) {
                at = skipSpace(block, at) + 1;
            }
        }
        return at;
    }

    private static int skipSpace(String block, int from) {
        int at = from;
        while (at < block.length() && isSpace(block.charAt(at))) {
            at++;
        }
        return at;
    }

    /** All that the splitter takes for space or leaves out at the ends of sentences. */
    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c);
    }

    private void add(String sentence) {
        if (sentence.codePoints().anyMatch(Character::isLetter)) {
            parts.add(new Part(sentence, true));
        } else {
            keep(sentence);
        }
    }

    private void keep(String text) {
        if (!text.isEmpty()) {
            parts.add(new Part(text, false));
        }
    }
}
