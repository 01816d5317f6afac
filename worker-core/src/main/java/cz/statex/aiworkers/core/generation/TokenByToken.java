package cz.statex.aiworkers.core.generation;

import cz.statex.aiworkers.core.generation.rule.ScoreRule;
import cz.statex.aiworkers.core.generation.rule.TokenScores;
import cz.statex.aiworkers.core.generation.settings.GenerationSettings;
import cz.statex.aiworkers.core.generation.settings.Search;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Generates one sequence for each row by choosing one token after the other. */
final class TokenByToken {

    private final GenerationSettings settings;
    private final List<ScoreRule> rules;
    private final StopCriterion stop;

    TokenByToken(GenerationSettings settings, List<ScoreRule> rules, StopCriterion stop) {
        this.settings = settings;
        this.rules = rules;
        this.stop = stop;
    }

    List<GeneratedSequence> run(DecoderState state, List<long[]> prefixes, StepListener listener)
            throws InterruptedException {
        int common = prefixes.stream().mapToInt(prefix -> prefix.length).min().orElseThrow();
        List<Row> rows = new ArrayList<>();
        for (int row = 0; row < prefixes.size(); row++) {
            long[] prefix = prefixes.get(row);
            rows.add(new Row(prefix, common, settings.lengths().limit(prefix.length), choice(row)));
        }
        int steps = rows.stream().mapToInt(Row::limit).max().orElseThrow() - common;
        List<Row> open = rows;
        for (int step = 0; !open.isEmpty(); step++) {
            listener.onStep(step, steps, open.size());
            Logits logits = state.step(step == 0 ? first(prefixes, common) : last(open));
            for (int row = 0; row < open.size(); row++) {
                advance(open.get(row), logits.row(row));
            }
            open = dropEnded(state, open);
        }
        return rows.stream().map(Row::result).toList();
    }

    private static long[][] first(List<long[]> prefixes, int common) {
        return prefixes.stream().map(prefix -> Arrays.copyOf(prefix, common)).toArray(long[][]::new);
    }

    private static long[][] last(List<Row> open) {
        return open.stream().map(row -> new long[] {row.last()}).toArray(long[][]::new);
    }

    private void advance(Row row, TokenScores scores) {
        if (row.isGiven()) {
            row.takeGiven();
        } else {
            rules.forEach(rule -> rule.apply(row.sequence(), scores));
            row.choose(scores, settings.tokens(), stop);
        }
    }

    private TokenChoice choice(int row) {
        return settings.search() instanceof Search.Sampling sampling ? new Sampler(sampling, row) : TokenScores::best;
    }

    private static List<Row> dropEnded(DecoderState state, List<Row> open) throws InterruptedException {
        List<Row> still = open.stream().filter(Row::isOpen).toList();
        if (still.size() < open.size() && !still.isEmpty()) {
            int[] kept = IntStream.range(0, open.size())
                    .filter(row -> open.get(row).isOpen())
                    .toArray();
            state.select(kept);
        }
        return still;
    }
}
