package cz.statex.aiworkers.core.djl;

import java.util.Arrays;
import java.util.List;

/** Numbers that came out of a model, in Java's memory. */
public final class FloatTensor {

    private final List<Long> shape;
    private final float[] values;

    FloatTensor(List<Long> shape, float[] values) {
        this.shape = List.copyOf(shape);
        this.values = values;
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
