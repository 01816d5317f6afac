package cz.statex.aiworkers.core.torchscript;

import cz.statex.aiworkers.core.checkpoint.DType;
import cz.statex.aiworkers.core.torchscript.archive.Weight;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Filters that sum the frequencies of a spectrum into bands as wide as the ear hears them: overlapping triangles, equally
 * far apart on Slaney's mel scale, each of the same area.
 *
 * <p>Scale: "Auditory Toolbox", Slaney 1998, function mfcc: linear to 1 kHz, then logarithmic.
 *
 * @param bands number of filters
 * @param frequencies number of frequencies in the spectrum, from 0 to half the rate
 * @param rate samples in a second
 */
record MelFilters(int bands, int frequencies, int rate) {

    private static final double LINEAR_HERTZ = 200.0 / 3;
    private static final double BEND_HERTZ = 1000;
    private static final double BEND_MEL = BEND_HERTZ / LINEAR_HERTZ;
    private static final double LOG_STEP = Math.log(6.4) / 27;

    /**
     * The filters as a buffer {@code [bands, frequencies]}. In 64 bits: they are no learned weights, and keep their
     * precision whatever precision the model gets.
     */
    Weight weight() {
        return new Weight(DType.FLOAT64, List.of((long) bands, (long) frequencies), this::values);
    }

    private ByteBuffer values() {
        double[] corners = corners();
        ByteBuffer values =
                ByteBuffer.allocate(bands * frequencies * DType.FLOAT64.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int band = 0; band < bands; band++) {
            for (int i = 0; i < frequencies; i++) {
                double hertz = rate / 2.0 * i / (frequencies - 1);
                double rising = (hertz - corners[band]) / (corners[band + 1] - corners[band]);
                double falling = (corners[band + 2] - hertz) / (corners[band + 2] - corners[band + 1]);
                double height = 2 / (corners[band + 2] - corners[band]);
                values.putDouble(height * Math.max(0, Math.min(rising, falling)));
            }
        }
        return values.flip();
    }

    /** Where the triangles begin, peak and end, in hertz: each one's peak is where the next one begins. */
    private double[] corners() {
        double highest = mel(rate / 2.0);
        double[] corners = new double[bands + 2];
        for (int i = 0; i < corners.length; i++) {
            corners[i] = hertz(highest * i / (corners.length - 1));
        }
        return corners;
    }

    private static double mel(double hertz) {
        return hertz < BEND_HERTZ ? hertz / LINEAR_HERTZ : BEND_MEL + Math.log(hertz / BEND_HERTZ) / LOG_STEP;
    }

    private static double hertz(double mel) {
        return mel < BEND_MEL ? mel * LINEAR_HERTZ : BEND_HERTZ * Math.exp((mel - BEND_MEL) * LOG_STEP);
    }
}
