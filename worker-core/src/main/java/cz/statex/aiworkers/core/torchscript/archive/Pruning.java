package cz.statex.aiworkers.core.torchscript.archive;

import cz.statex.aiworkers.core.checkpoint.CheckpointException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Magnitude pruning: the smallest weights become 0. "Learning both Weights and Connections for Efficient Neural
 * Networks", Han et al. 2015, arXiv:1506.02626, without the training afterwards.
 */
final class Pruning {

    private Pruning() {}

    /** The matrix without the {@code share} of its elements that are closest to 0; of equal ones the first go. */
    static Weight of(Weight matrix, double share) {
        return new Weight(matrix.dtype(), matrix.shape(), () -> pruned(matrix, share));
    }

    private static ByteBuffer pruned(Weight matrix, double share) throws CheckpointException {
        FloatBuffer source = matrix.read().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        float[] sorted = new float[source.remaining()];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = Math.abs(source.get(i));
        }
        Arrays.sort(sorted);
        int zeros = (int) (share * sorted.length);
        float threshold = zeros == 0 ? 0 : sorted[zeros - 1];
        int atThreshold = zeros;
        while (atThreshold > 0 && sorted[atThreshold - 1] == threshold) {
            atThreshold--;
        }
        int equalOnes = zeros - atThreshold;
        ByteBuffer target = ByteBuffer.allocate(Math.multiplyExact(sorted.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < sorted.length; i++) {
            float value = source.get(i);
            boolean dropped = Math.abs(value) < threshold || (Math.abs(value) == threshold && equalOnes-- > 0);
            target.putFloat(dropped ? 0 : value);
        }
        return target.flip();
    }
}
