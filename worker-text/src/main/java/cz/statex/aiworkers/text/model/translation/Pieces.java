package cz.statex.aiworkers.text.model.translation;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** A vocabulary: turns text into the numbers of its pieces, without any tokens around them, and back. Thread-safe. */
interface Pieces extends AutoCloseable {

    /** The numbers of the pieces of {@code text}. */
    long[] encode(String text);

    /** The text of pieces; special tokens say nothing. */
    String decode(List<Long> pieces);

    /** The number of a special token or piece. */
    OptionalLong id(String token);

    /** All tokens that have a number. */
    Set<String> tokens();

    /** What stands for a piece that the vocabulary does not have; -1 if it has all. */
    long unknown();

    @Override
    void close();
}
