package cz.statex.aiworkers.core.generation;

import cz.statex.aiworkers.core.generation.rule.ScoreRule;
import cz.statex.aiworkers.core.generation.settings.GenerationSettings;
import cz.statex.aiworkers.core.generation.settings.Search;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Beam search over all rows of a batch. The state holds as many rows for each row of the batch as the row that follows
 * the most sequences needs: one until the first tokens are chosen, then as many as there are beams.
 */
final class BeamSearch {

    private final GenerationSettings settings;
    private final Search.Beam search;
    private final List<ScoreRule> rules;
    private final StopCriterion stop;

    BeamSearch(GenerationSettings settings, Search.Beam search, List<ScoreRule> rules, StopCriterion stop) {
        this.settings = settings;
        this.search = search;
        this.rules = rules;
        this.stop = stop;
    }

    /** The sequences that have ended for each row, the best first. */
    List<List<GeneratedSequence>> run(DecoderState state, List<long[]> prefixes, StepListener listener)
            throws InterruptedException {
        int common = prefixes.stream().mapToInt(prefix -> prefix.length).min().orElseThrow();
        List<BeamRow> rows = prefixes.stream()
                .map(prefix -> new BeamRow(settings, search, stop, prefix, common))
                .toList();
        int steps = rows.stream().mapToInt(BeamRow::limit).max().orElseThrow() - common;
        long[][] tokens =
                prefixes.stream().map(prefix -> Arrays.copyOf(prefix, common)).toArray(long[][]::new);
        List<BeamRow> open = rows;
        int width = 1;
        for (int step = 0; !open.isEmpty(); step++) {
            listener.onStep(step, steps, open.size());
            Logits logits = state.step(tokens);
            for (int row = 0; row < open.size(); row++) {
                open.get(row).advance(logits, row * width, rules);
            }
            List<Followed> followed = followed(open, width);
            if (!isSame(followed, open.size() * width)) {
                state.select(followed.stream().mapToInt(Followed::row).toArray());
            }
            tokens = followed.stream().map(beam -> new long[] {beam.token()}).toArray(long[][]::new);
            open = open.stream().filter(BeamRow::isOpen).toList();
            width = followed.size() / Math.max(1, open.size());
        }
        return rows.stream().map(BeamRow::ended).toList();
    }

    /** A sequence that is followed: the present row of the state that it continues, and its last token. */
    private record Followed(int row, long token) {}

    /**
     * What is followed after a step, equally many sequences for each open row: where a row has fewer, its first one fills
     * the gap and is ignored.
     */
    private static List<Followed> followed(List<BeamRow> rows, int width) {
        int nextWidth = rows.stream().mapToInt(row -> row.open().size()).max().orElse(0);
        List<Followed> followed = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            List<Beam> open = rows.get(row).open();
            for (int i = 0; i < nextWidth && !open.isEmpty(); i++) {
                int beam = i < open.size() ? i : 0;
                int continued = row * width + rows.get(row).parent(beam);
                followed.add(new Followed(continued, open.get(beam).last()));
            }
        }
        return followed;
    }

    private static boolean isSame(List<Followed> followed, int rows) {
        return followed.isEmpty()
                || (followed.size() == rows
                        && IntStream.range(0, rows)
                                .allMatch(i -> followed.get(i).row() == i));
    }
}
