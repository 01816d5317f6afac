package cz.statex.aiworkers.core.djl;

import cz.statex.aiworkers.core.generation.DecoderState;
import cz.statex.aiworkers.core.generation.EncodedBatch;
import java.util.Arrays;
import java.util.List;

/**
 * An encoder-decoder model: an archive whose program has the methods {@code encode}, {@code step} and {@code select}.
 * What they hand on, the keys and values of attention, stays in the engine's memory.
 *
 * <p>Thread-safe. Ownership: the model is its caller's, and outlives the batches that are encoded with it.
 */
public final class TorchSeq2Seq {

    private final TorchModel model;
    private final int maxInputLength;
    private final int maxLength;

    /**
     * A model of these limits.
     *
     * @param maxInputLength most tokens or samples that the encoder can read in a row
     * @param maxLength most tokens that the decoder can hold in a row
     */
    public TorchSeq2Seq(TorchModel model, int maxInputLength, int maxLength) {
        this.model = model;
        this.maxInputLength = maxInputLength;
        this.maxLength = maxLength;
    }

    /**
     * Encodes texts. The program's {@code encode} takes their tokens, padded to equal length, and a mask, both int64
     * {@code [rows, length]}.
     *
     * @param inputs tokens of each text, at least one
     * @return the batch, which the caller closes
     * @throws IllegalArgumentException if there is no text, or one that is empty or too long
     * @throws InterruptedException if the caller is interrupted
     * @throws IllegalStateException if the engine fails, or the model is closed
     */
    public EncodedBatch encode(List<long[]> inputs) throws InterruptedException {
        int width = width(inputs.stream().mapToInt(row -> row.length).toArray());
        long[] tokens = new long[inputs.size() * width];
        long[] mask = new long[tokens.length];
        for (int row = 0; row < inputs.size(); row++) {
            long[] input = inputs.get(row);
            System.arraycopy(input, 0, tokens, row * width, input.length);
            Arrays.fill(mask, row * width, row * width + input.length, 1);
        }
        int rows = inputs.size();
        return encode(rows, session -> new Argument[] {
            Argument.of(session.tensor(tokens, rows, width)), Argument.of(session.tensor(mask, rows, width))
        });
    }

    /**
     * Encodes signals. The program's {@code encode} takes them as float {@code [rows, length]}.
     *
     * @param inputs samples of each signal, all equally many
     * @return the batch, which the caller closes
     * @throws IllegalArgumentException if there is no signal, one that is empty or too long, or they differ in length
     * @throws InterruptedException if the caller is interrupted
     * @throws IllegalStateException if the engine fails, or the model is closed
     */
    public EncodedBatch encode(float[][] inputs) throws InterruptedException {
        int rows = inputs.length;
        int width = width(Arrays.stream(inputs).mapToInt(row -> row.length).toArray());
        float[] samples = new float[rows * width];
        for (int row = 0; row < rows; row++) {
            if (inputs[row].length != width) {
                throw new IllegalArgumentException(
                        "signal " + row + " has " + inputs[row].length + " samples, but another has " + width);
            }
            System.arraycopy(inputs[row], 0, samples, row * width, width);
        }
        return encode(rows, session -> new Argument[] {Argument.of(session.tensor(samples, rows, width))});
    }

    /** The greatest of the lengths. */
    private int width(int[] lengths) {
        if (lengths.length == 0) {
            throw new IllegalArgumentException("there is nothing to encode");
        }
        for (int row = 0; row < lengths.length; row++) {
            if (lengths[row] < 1 || lengths[row] > maxInputLength) {
                throw new IllegalArgumentException("length of input " + row + " is " + lengths[row]
                        + ", but must be 1 to the model's " + maxInputLength);
            }
        }
        return Arrays.stream(lengths).max().getAsInt();
    }

    /** Makes the arguments of the method {@code encode}. */
    private interface Inputs {
        Argument[] in(TorchSession session);
    }

    private EncodedBatch encode(int rows, Inputs inputs) throws InterruptedException {
        TorchSession session = model.open();
        try {
            return new Encoded(rows, session, session.call("encode", inputs.in(session)));
        } catch (InterruptedException | RuntimeException | Error e) {
            session.close();
            throw e;
        }
    }

    /** Encoded inputs: the state that every decoding begins with. */
    private final class Encoded implements EncodedBatch {

        private final int rows;
        private final TorchSession session;
        private final List<TorchTensor> state;

        private Encoded(int rows, TorchSession session, List<TorchTensor> state) {
            this.rows = rows;
            this.session = session;
            this.state = state;
        }

        @Override
        public int rows() {
            return rows;
        }

        @Override
        public int maxLength() {
            return maxLength;
        }

        @Override
        public DecoderState start() {
            return new TorchDecoderState(model.open(), state);
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
