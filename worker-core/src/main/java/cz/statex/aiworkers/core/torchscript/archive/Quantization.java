package cz.statex.aiworkers.core.torchscript.archive;

import cz.statex.aiworkers.core.checkpoint.CheckpointException;
import cz.statex.aiworkers.core.checkpoint.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/** A matrix {@code [out, in]} as 8-bit integers, symmetric around 0, with a scale for each output. */
final class Quantization {

    private static final float LARGEST = Byte.MAX_VALUE;

    private Quantization() {}

    /** The integers: each element by the scale of its output, rounded to the nearest, ties to even. */
    static Weight values(Weight matrix) {
        return new Weight(DType.INT8, matrix.shape(), () -> quantized(matrix));
    }

    /** The scales: what an output's integers are multiplied with. */
    static Weight scales(Weight matrix) {
        return new Weight(DType.FLOAT32, List.of(matrix.shape().get(0)), () -> {
            float[] scales = scales(floats(matrix), columns(matrix));
            ByteBuffer target = ByteBuffer.allocate(scales.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            target.asFloatBuffer().put(scales);
            return target;
        });
    }

    private static ByteBuffer quantized(Weight matrix) throws CheckpointException {
        FloatBuffer source = floats(matrix);
        int columns = columns(matrix);
        float[] scales = scales(source, columns);
        ByteBuffer target = ByteBuffer.allocate(source.remaining());
        for (int i = 0; i < target.capacity(); i++) {
            target.put((byte) Math.rint(source.get(i) / scales[i / columns]));
        }
        return target.flip();
    }

    private static float[] scales(FloatBuffer source, int columns) {
        float[] scales = new float[source.remaining() / columns];
        for (int row = 0; row < scales.length; row++) {
            float largest = 0;
            for (int column = 0; column < columns; column++) {
                largest = Math.max(largest, Math.abs(source.get(row * columns + column)));
            }
            scales[row] = largest == 0 ? 1 : largest / LARGEST;
        }
        return scales;
    }

    private static FloatBuffer floats(Weight matrix) throws CheckpointException {
        return matrix.read().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }

    private static int columns(Weight matrix) {
        return Math.toIntExact(matrix.shape().get(1));
    }
}
