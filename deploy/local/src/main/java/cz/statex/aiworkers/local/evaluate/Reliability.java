package cz.statex.aiworkers.local.evaluate;

/**
 * Whether confidences are what they say: of the answers given with 0.8, eight in ten should be right. Fifteen bins of equal
 * width.
 *
 * <p>Source: expected calibration error, "On Calibration of Modern Neural Networks", Guo et al. 2017, arXiv:1706.04599.
 * Not thread-safe.
 */
public final class Reliability {

    private static final int BINS = 15;

    private final double[] confidence = new double[BINS];
    private final int[] right = new int[BINS];
    private final int[] answers = new int[BINS];

    /** An answer given with a confidence from 0 to 1. */
    public void add(double said, boolean isRight) {
        int bin = Math.max(0, Math.min(BINS - 1, (int) Math.ceil(said * BINS) - 1));
        confidence[bin] += said;
        right[bin] += isRight ? 1 : 0;
        answers[bin]++;
    }

    /** The mean distance of what was said from what was true; 0 without answers. */
    public double error() {
        double distance = 0;
        int all = 0;
        for (int bin = 0; bin < BINS; bin++) {
            distance += Math.abs(confidence[bin] - right[bin]);
            all += answers[bin];
        }
        return all == 0 ? 0 : distance / all;
    }
}
