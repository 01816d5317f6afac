package cz.statex.aiworkers.local.bench.model;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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

    /** Items a second of each contestant, by its name, in their order. */
    record Speeds(Map<String, Double> perSecond) {

        double of(String name) {
            return Objects.requireNonNull(perSecond.get(name), name);
        }

        Set<String> names() {
            return perSecond.keySet();
        }
    }

    Rounds(int count, Consumer<String> remarks) {
        this.count = count;
        this.remarks = remarks;
    }

    /** Items a second of each contestant, by its name, if a round has so many items. */
    Speeds perSecond(Map<String, Contestant> contestants, int items) throws Exception {
        List<Map.Entry<String, Contestant>> order = List.copyOf(contestants.entrySet());
        double[][] seconds = new double[order.size()][count];
        for (int round = -1; round < count; round++) {
            remarks.accept(round < 0 ? "warming up" : "round " + (round + 1) + " of " + count);
            for (int turn = 0; turn < order.size(); turn++) {
                int contestant = (turn + round + 1) % order.size();
                long start = System.nanoTime();
                order.get(contestant).getValue().run();
                double took = (System.nanoTime() - start) / 1e9;
                if (round >= 0) {
                    seconds[contestant][round] = took;
                }
            }
        }
        Map<String, Double> speeds = new LinkedHashMap<>();
        for (int contestant = 0; contestant < seconds.length; contestant++) {
            speeds.put(order.get(contestant).getKey(), items / median(seconds[contestant]));
        }
        return new Speeds(speeds);
    }

    /** The middle of {@code values}, or the mean of the two in the middle. */
    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
