package cz.statex.aiworkers.core.djl;

import cz.statex.aiworkers.core.generation.DecoderState;
import cz.statex.aiworkers.core.generation.Logits;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** A decoding whose state is a list of tensors that the program's methods {@code step} and {@code select} hand on. */
final class TorchDecoderState implements DecoderState {

    private final TorchSession session;
    /** What the decoding began with: the encoded batch's, and not to be freed here. */
    private final List<TorchTensor> beginning;

    private List<TorchTensor> state;

    /**
     * Begins with {@code beginning}.
     *
     * @param session of this decoding alone, closed with it
     */
    TorchDecoderState(TorchSession session, List<TorchTensor> beginning) {
        this.session = session;
        this.beginning = beginning;
        this.state = beginning;
    }

    @Override
    public Logits step(long[][] tokens) throws InterruptedException {
        long[] flat = Arrays.stream(tokens).flatMapToLong(LongStream::of).toArray();
        try (TorchTensor ids = session.tensor(flat, tokens.length, tokens[0].length)) {
            List<TorchTensor> answer = session.call("step", Argument.of(ids), Argument.of(state));
            goOnWith(answer.subList(1, answer.size()));
            try (TorchTensor logits = answer.get(0)) {
                return new Logits(logits.floats(), logits.shape().get(1).intValue());
            }
        }
    }

    @Override
    public void select(int[] rows) throws InterruptedException {
        long[] numbers = Arrays.stream(rows).asLongStream().toArray();
        try (TorchTensor selected = session.tensor(numbers, numbers.length)) {
            goOnWith(session.call("select", Argument.of(selected), Argument.of(state)));
        }
    }

    private void goOnWith(List<TorchTensor> next) {
        if (state != beginning) {
            state.forEach(TorchTensor::close);
        }
        state = next;
    }

    @Override
    public void close() {
        session.close();
    }
}
