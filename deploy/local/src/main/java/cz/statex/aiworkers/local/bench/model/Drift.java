package cz.statex.aiworkers.local.bench.model;

import java.util.List;

/**
 * How far vectors are from those they should be.
 *
 * @param worst cosine of the pair that is farthest apart, 1 for equal directions
 * @param mean cosine of an average pair
 * @param largest difference of a single number
 */
record Drift(double worst, double mean, double largest) {

    static Drift between(List<float[]> wanted, List<float[]> found) {
        double worst = 1;
        double sum = 0;
        double largest = 0;
        for (int i = 0; i < wanted.size(); i++) {
            double cosine = cosine(wanted.get(i), found.get(i));
            worst = Math.min(worst, cosine);
            sum += cosine;
            largest = Math.max(largest, difference(wanted.get(i), found.get(i)));
        }
        return new Drift(worst, sum / wanted.size(), largest);
    }

    private static double difference(float[] left, float[] right) {
        double largest = 0;
        for (int d = 0; d < left.length; d++) {
            largest = Math.max(largest, Math.abs((double) left[d] - right[d]));
        }
        return largest;
    }

    private static double cosine(float[] left, float[] right) {
        double product = 0;
        double leftSquare = 0;
        double rightSquare = 0;
        for (int d = 0; d < left.length; d++) {
            product += (double) left[d] * right[d];
            leftSquare += (double) left[d] * left[d];
            rightSquare += (double) right[d] * right[d];
        }
        return product / Math.sqrt(leftSquare * rightSquare);
    }
}
