package cz.statex.aiworkers.core.generation;

/**
 * Inputs that an encoder has read, ready to be decoded: the port to a model of the methods {@code encode}, {@code step}
 * and {@code select}.
 *
 * <p>Threading: used by one thread at a time. Ownership: whoever encoded it closes it, after the decodings it has started.
 */
public interface EncodedBatch extends AutoCloseable {

    /** Number of inputs: the rows that a decoding begins with. */
    int rows();

    /** Most tokens that the decoder can hold in a row, the prefix included. */
    int maxLength();

    /**
     * Begins a decoding. Several may be begun one after the other, for example at rising temperatures.
     *
     * @return its state, which the caller closes
     */
    DecoderState start();

    /** Frees the encoded inputs. */
    @Override
    void close();
}
