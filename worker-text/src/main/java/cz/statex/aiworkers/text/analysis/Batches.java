package cz.statex.aiworkers.text.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Groups texts so that short ones are not padded to long ones: sorted by length, cut where the padded batch would pass a
 * number of tokens. A batch is small enough that cancellation is never far away.
 */
final class Batches {

    /** Padded tokens of a batch. Larger ones are no faster on a CPU. */
    static final int MAX_TOKENS = 2048;

    static final int MAX_TEXTS = 32;

    private Batches() {}

    /** Batches of indexes into {@code lengths}, longest texts first, so that the batch that needs most memory is first. */
    static List<List<Integer>> of(List<Integer> lengths) {
        List<Integer> order = IntStream.range(0, lengths.size())
                .boxed()
                .sorted(Comparator.comparing(lengths::get).reversed())
                .toList();
        List<List<Integer>> batches = new ArrayList<>();
        int from = 0;
        while (from < order.size()) {
            int longest = Math.max(1, lengths.get(order.get(from)));
            int size = Math.max(1, Math.min(MAX_TEXTS, MAX_TOKENS / longest));
            int to = Math.min(order.size(), from + size);
            batches.add(order.subList(from, to));
            from = to;
        }
        return batches;
    }
}
