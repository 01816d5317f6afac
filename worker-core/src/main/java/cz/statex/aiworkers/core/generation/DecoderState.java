package cz.statex.aiworkers.core.generation;

/**
 * A decoding in progress: rows of tokens that the decoder has read, as keys and values in the engine's memory.
 *
 * <p>Threading: used by one thread at a time. Ownership: whoever started it closes it.
 */
public interface DecoderState extends AutoCloseable {

    /**
     * Lets the decoder read the next tokens of every row.
     *
     * @param tokens by row, equally many of each and at least one
     * @return the scores of what follows the last of them, a row for each row; they belong to the caller, who may overwrite them
     * @throws InterruptedException if the caller is interrupted; the state is good for nothing then but to be closed
     */
    Logits step(long[][] tokens) throws InterruptedException;

    /**
     * Goes on with these rows in this order: drops the others, repeats those that are named more than once.
     *
     * @param rows numbers of present rows, at least one
     * @throws InterruptedException as for {@link #step}
     */
    void select(int[] rows) throws InterruptedException;

    /** Frees the state. Closing it again does nothing. */
    @Override
    void close();
}
