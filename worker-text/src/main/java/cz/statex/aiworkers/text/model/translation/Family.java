package cz.statex.aiworkers.text.model.translation;

import java.util.OptionalLong;

/** What a family of models wants around a sentence, so that it knows the languages. */
interface Family {

    /** Whether it can be told of both languages. */
    boolean knows(String source, String target);

    /** The tokens of a sentence as the encoder reads it. */
    long[] input(String sentence, String source, String target);

    /** The token that the translation begins with, if one says its language. */
    OptionalLong first(String target);

    /** A sequence with a token before it and one after it. */
    static long[] framed(OptionalLong before, long[] pieces, long after) {
        int from = before.isPresent() ? 1 : 0;
        long[] framed = new long[from + pieces.length + 1];
        before.ifPresent(token -> framed[0] = token);
        System.arraycopy(pieces, 0, framed, from, pieces.length);
        framed[framed.length - 1] = after;
        return framed;
    }
}
