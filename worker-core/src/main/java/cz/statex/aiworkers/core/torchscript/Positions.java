package cz.statex.aiworkers.core.torchscript;

import cz.statex.aiworkers.core.checkpoint.DType;
import cz.statex.aiworkers.core.torchscript.archive.Weight;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Tables of sines and cosines that tell a transformer where a token is. The sines of all frequencies come first, the
 * cosines after them.
 *
 * <p>"Attention Is All You Need", Vaswani et al. 2017, arXiv:1706.03762, section 3.5; there they alternate.
 */
final class Positions {

    private Positions() {}

    /** As Marian has them: the frequency falls from 1 to just above 1 / 10000. */
    static Weight marian(long rows, long width) {
        return table(rows, width, (row, pair) -> row / Math.pow(10_000, 2.0 * pair / (double) width));
    }

    /** As fairseq and tensor2tensor have them: the frequency falls from 1 to 1 / 10000. Computed in 32 bits, as there. */
    static Weight fairseq(long rows, long width) {
        float step = (float) -(Math.log(10_000) / (width / 2 - 1));
        return table(rows, width, (row, pair) -> row * (float) Math.exp(pair * step));
    }

    /** The angle of a pair of sine and cosine in a row. */
    private interface Angle {
        double of(int row, int pair);
    }

    private static Weight table(long rows, long width, Angle angle) {
        if (width % 2 != 0 || width < 4) {
            throw new IllegalArgumentException(
                    "d_model " + width + " must be even, and 4 or more, for sines of positions");
        }
        return new Weight(DType.FLOAT32, List.of(rows, width), () -> {
            ByteBuffer table = ByteBuffer.allocate(Math.toIntExact(rows * width * DType.FLOAT32.bytes()))
                    .order(ByteOrder.LITTLE_ENDIAN);
            int pairs = (int) width / 2;
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < width; column++) {
                    double at = angle.of(row, column % pairs);
                    table.putFloat((float) (column < pairs ? Math.sin(at) : Math.cos(at)));
                }
            }
            return table.flip();
        });
    }
}
