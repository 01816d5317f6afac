package cz.statex.aiworkers.local.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which labels texts have and which were found, one each. Not thread-safe. */
public final class Confusion {

    private final List<String> labels;
    private final int[][] counts;

    /**
     * How one label was found.
     *
     * @param label its name
     * @param precision share of what was found that is right
     * @param recall share of what is there that was found
     * @param f1 their harmonic mean
     * @param texts how many have it
     */
    public record Row(String label, double precision, double recall, double f1, int texts) {

        static Row of(String label, int both, int found, int there) {
            double precision = found == 0 ? 0 : (double) both / found;
            double recall = there == 0 ? 0 : (double) both / there;
            return new Row(label, precision, recall, f1(both, found, there), there);
        }

        static double f1(int both, int found, int there) {
            return found + there == 0 ? 0 : 2.0 * both / (found + there);
        }
    }

    /** Counts these labels. */
    public Confusion(List<String> labels) {
        this.labels = List.copyOf(labels);
        this.counts = new int[labels.size()][labels.size() + 1];
    }

    /** A text that has the label {@code there} and got {@code found}, which may be none of the labels. */
    public void add(String there, String found) {
        int column = labels.indexOf(found);
        counts[labels.indexOf(there)][column < 0 ? labels.size() : column]++;
    }

    /** Number of texts. */
    public int texts() {
        return Arrays.stream(counts).flatMapToInt(Arrays::stream).sum();
    }

    /** Share of texts that got their label. */
    public double accuracy() {
        int right = 0;
        for (int label = 0; label < counts.length; label++) {
            right += counts[label][label];
        }
        return (double) right / texts();
    }

    /** Mean of the labels' F1. */
    public double macroF1() {
        return rows().stream().mapToDouble(Row::f1).average().orElse(0);
    }

    /** Label by label. */
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (int label = 0; label < counts.length; label++) {
            int found = 0;
            for (int[] row : counts) {
                found += row[label];
            }
            int there = Arrays.stream(counts[label]).sum();
            rows.add(Row.of(labels.get(label), counts[label][label], found, there));
        }
        return rows;
    }
}
