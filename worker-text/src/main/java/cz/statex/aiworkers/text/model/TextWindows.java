package cz.statex.aiworkers.text.model;

import java.util.ArrayList;
import java.util.List;

/**
 * A text in pieces that a model can read. All of them together have every token of the text once, and are as equally long
 * as can be; of a text with too many pieces the first, the last and some between are read.
 *
 * @param pieces what is read, in the order of the text
 * @param weights how much each piece counts: by its tokens, the first and the last twice
 * @param truncated whether a part of the text is not read
 */
public record TextWindows(List<EncodedText> pieces, List<Double> weights, boolean truncated) {

    /** Most pieces that are read of a text. */
    public static final int MAX_PIECES = 24;

    /** Pieces at either end that are always read. */
    private static final int ENDS = 10;

    /** Characters of a text beyond which its middle is not even tokenized, and how many are kept of each part then. */
    private static final int MAX_CHARACTERS = 60_000;

    private static final int PART_CHARACTERS = 20_000;

    /** What opinions begin and end with weighs more than what is between. */
    private static final double END_WEIGHT = 2;

    static TextWindows of(String text, TextTokenizer tokenizer, int maxTokens) {
        List<EncodedText> pieces = new ArrayList<>();
        for (String part : parts(text)) {
            split(tokenizer.encodeUncut(part), maxTokens, pieces);
        }
        boolean truncated = text.length() > MAX_CHARACTERS || pieces.size() > MAX_PIECES;
        List<EncodedText> read = pieces.size() <= MAX_PIECES ? pieces : chosen(pieces);
        List<Double> weights = new ArrayList<>();
        for (int i = 0; i < read.size(); i++) {
            boolean isEnd = i == 0 || i == read.size() - 1;
            weights.add(read.get(i).tokens() * (isEnd ? END_WEIGHT : 1));
        }
        return new TextWindows(List.copyOf(read), weights, truncated);
    }

    /** The whole text, or its begin, middle and end. */
    private static List<String> parts(String text) {
        if (text.length() <= MAX_CHARACTERS) {
            return List.of(text);
        }
        int middle = boundary(text, text.length() / 2 - PART_CHARACTERS / 2);
        return List.of(
                text.substring(0, boundary(text, PART_CHARACTERS)),
                text.substring(middle, boundary(text, middle + PART_CHARACTERS)),
                text.substring(boundary(text, text.length() - PART_CHARACTERS)));
    }

    /** The nearest place at or before {@code at} that splits no character. */
    private static int boundary(String text, int at) {
        return Character.isLowSurrogate(text.charAt(at)) ? at - 1 : at;
    }

    private static void split(long[] ids, int maxTokens, List<EncodedText> pieces) {
        int words = ids.length - 2;
        int room = maxTokens - 2;
        int count = Math.max(1, (words + room - 1) / room);
        for (int piece = 0; piece < count; piece++) {
            int from = 1 + (int) ((long) words * piece / count);
            int to = 1 + (int) ((long) words * (piece + 1) / count);
            long[] window = new long[to - from + 2];
            window[0] = ids[0];
            System.arraycopy(ids, from, window, 1, to - from);
            window[window.length - 1] = ids[ids.length - 1];
            pieces.add(new EncodedText(window, false));
        }
    }

    private static List<EncodedText> chosen(List<EncodedText> pieces) {
        List<EncodedText> chosen = new ArrayList<>(pieces.subList(0, ENDS));
        int between = MAX_PIECES - 2 * ENDS;
        int middle = pieces.size() - 2 * ENDS;
        for (int i = 0; i < between; i++) {
            chosen.add(pieces.get(ENDS + (int) ((i + 0.5) * middle / between)));
        }
        chosen.addAll(pieces.subList(pieces.size() - ENDS, pieces.size()));
        return chosen;
    }
}
