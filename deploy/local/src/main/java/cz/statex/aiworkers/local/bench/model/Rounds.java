package cz.statex.aiworkers.local.bench.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Lets contestants take turns, so that whatever else the machine does hits all of them, and takes each one's median. The
 * order changes with every round; the first round warms up and does not count.
 */
final class Rounds {

    private final int count;
    private final Consumer<String> remarks;

    /** One of those that are compared; does the same work in every round. */
    interface Contestant {
        void run() throws Exception;
    }

    Rounds(int count, Consumer<String> remarks) {
        this.count = count;
        this.remarks = remarks;
    }

    /** Items a second of each contestant, by its name, if a round has so many items. */
    Map<String, Double> perSecond(Map<String, Contestant> contestants, int items) throws Exception {
        List<String> names = new ArrayList<>(contestants.keySet());
        Map<String, double[]> seconds = new LinkedHashMap<>();
        names.forEach(name -> seconds.put(name, new double[count]));
        for (int round = -1; round < count; round++) {
            remarks.accept(round < 0 ? "warming up" : "round " + (round + 1) + " of " + count);
            for (int turn = 0; turn < names.size(); turn++) {
                String name = names.get((turn + round + 1) % names.size());
                long start = System.nanoTime();
                contestants.get(name).run();
                double took = (System.nanoTime() - start) / 1e9;
                if (round >= 0) {
                    seconds.get(name)[round] = took;
                }
            }
        }
        Map<String, Double> speeds = new LinkedHashMap<>();
        seconds.forEach((name, took) -> speeds.put(name, items / median(took)));
        return speeds;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
