package cz.statex.aiworkers.core.testing;

import cz.statex.aiworkers.core.djl.Argument;
import cz.statex.aiworkers.core.djl.TorchModel;
import cz.statex.aiworkers.core.djl.TorchSession;
import cz.statex.aiworkers.core.djl.TorchTensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Numbers that came out of a model, in Java's memory. */
public final class FloatTensor {

    private final List<Long> shape;
    private final float[] values;

    private FloatTensor(List<Long> shape, float[] values) {
        this.shape = List.copyOf(shape);
        this.values = values;
    }

    /**
     * What a method of a model answers, in a session of its own.
     *
     * @param inputs its arguments, in order; all rows of one argument are equally long
     */
    public static FloatTensor of(TorchModel model, String method, Map<String, long[][]> inputs)
            throws InterruptedException {
        try (TorchSession session = model.open()) {
            Argument[] arguments = inputs.values().stream()
                    .map(rows -> argument(session, rows))
                    .toArray(Argument[]::new);
            TorchTensor answer = session.call(method, arguments).get(0);
            return new FloatTensor(answer.shape(), answer.floats());
        }
    }

    private static Argument argument(TorchSession session, long[][] rows) {
        long[] flat = Arrays.stream(rows).flatMapToLong(LongStream::of).toArray();
        return Argument.of(session.tensor(flat, rows.length, rows[0].length));
    }

    /** Sizes of the dimensions, outermost first. */
    public List<Long> shape() {
        return shape;
    }

    /** All values, row-major. Not a copy. */
    public float[] values() {
        return values;
    }

    /** A copy of what is at {@code index} of the first dimension. */
    public float[] row(int index) {
        int width = values.length / Math.toIntExact(shape.get(0));
        return Arrays.copyOfRange(values, index * width, (index + 1) * width);
    }
}
