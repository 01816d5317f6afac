package cz.statex.aiworkers.core.generation;

import cz.statex.aiworkers.core.generation.GeneratedSequence.Ending;
import cz.statex.aiworkers.core.generation.rule.ScoreRule;
import cz.statex.aiworkers.core.generation.rule.TokenScores;
import cz.statex.aiworkers.core.generation.rule.TokenSequence;
import cz.statex.aiworkers.core.generation.settings.GenerationSettings;
import cz.statex.aiworkers.core.generation.settings.Search;
import cz.statex.aiworkers.core.generation.settings.Search.EarlyStopping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of a batch in beam search: the sequences that it follows, and the best of those that have ended.
 *
 * <p>Of twice as many continuations as there are beams (more with several end tokens), so that as many remain open even
 * if all of the best end, those that end are set aside if they are among the best, and the best of the others are followed.
 */
final class BeamRow {

    private static final Comparator<GeneratedSequence> BEST_FIRST =
            Comparator.comparingDouble(GeneratedSequence::score).reversed();

    private final GenerationSettings settings;
    private final Search.Beam search;
    private final StopCriterion stop;
    private final long[] prefix;
    private final int limit;
    private final List<GeneratedSequence> ended = new ArrayList<>();

    private List<Beam> open;
    /** Of each open sequence, the place among the former ones that it continues. */
    private int[] parents = {0};

    /** A row of which the decoder reads the first {@code read} tokens of the prefix at once. */
    BeamRow(GenerationSettings settings, Search.Beam search, StopCriterion stop, long[] prefix, int read) {
        this.settings = settings;
        this.search = search;
        this.stop = stop;
        this.prefix = prefix;
        this.limit = settings.lengths().limit(prefix.length);
        this.open = List.of(Beam.of(Arrays.copyOf(prefix, read)));
    }

    int limit() {
        return limit;
    }

    boolean isOpen() {
        return !open.isEmpty();
    }

    List<Beam> open() {
        return open;
    }

    int parent(int beam) {
        return parents[beam];
    }

    /** The sequences that have ended, the best first; at least one once the row is not open. */
    List<GeneratedSequence> ended() {
        return List.copyOf(ended);
    }

    /**
     * Goes one token on.
     *
     * @param logits of the first of the open sequences and, row by row, the others; overwritten
     */
    void advance(Logits logits, int first, List<ScoreRule> rules) {
        int read = open.get(0).length();
        if (read < prefix.length) {
            open = List.of(Beam.of(Arrays.copyOf(prefix, read + 1)));
            return;
        }
        TopScores top = new TopScores(
                search.beams() * Math.max(2, 1 + settings.tokens().ends().size()));
        for (int beam = 0; beam < open.size(); beam++) {
            TokenScores scores = logits.row(first + beam);
            scores.normalize();
            TokenSequence sequence = open.get(beam).sequence();
            rules.forEach(rule -> rule.apply(sequence, scores));
            top.offer(scores, open.get(beam).sum(), beam * logits.vocabulary());
        }
        if (top.size() == 0) {
            open.forEach(beam -> setAside(beam, Ending.EXHAUSTED));
            open = List.of();
        } else {
            continueWith(top.sorted(), logits.vocabulary());
        }
    }

    private void continueWith(TopScores top, int vocabulary) {
        List<Beam> next = new ArrayList<>();
        int[] nextParents = new int[search.beams()];
        for (int rank = 0; rank < top.size(); rank++) {
            int parent = top.number(rank) / vocabulary;
            Beam beam = open.get(parent).with(top.number(rank) % vocabulary, top.score(rank));
            Ending ending = ending(beam);
            if (ending == null && next.size() < search.beams()) {
                nextParents[next.size()] = parent;
                next.add(beam);
            } else if (ending != null && rank < search.beams()) {
                setAside(beam, ending);
            }
        }
        open = isDone(next) ? List.of() : next;
        parents = nextParents;
    }

    private @Nullable Ending ending(Beam beam) {
        if (settings.tokens().isEnd(beam.last())) {
            return Ending.END_TOKEN;
        }
        if (stop.isReached(beam.sequence())) {
            return Ending.STOPPED;
        }
        return beam.length() == limit ? Ending.LENGTH : null;
    }

    private void setAside(Beam beam, Ending ending) {
        ended.add(beam.ended(ending, score(beam.sum(), beam.generated())));
        ended.sort(BEST_FIRST);
        if (ended.size() > search.beams()) {
            ended.remove(ended.size() - 1);
        }
    }

    private double score(float sum, int generated) {
        return sum / Math.pow(Math.max(1, generated), search.lengthPenalty());
    }

    /** Whether following {@code next}, the best first, is of no use any more. */
    private boolean isDone(List<Beam> next) {
        if (next.isEmpty()) {
            return true;
        }
        if (ended.size() < search.beams()) {
            return false;
        }
        if (search.earlyStopping() == EarlyStopping.AT_ONCE) {
            return true;
        }
        boolean longIsBetter = search.earlyStopping() == EarlyStopping.NEVER && search.lengthPenalty() > 0;
        Beam best = next.get(0);
        int length = longIsBetter ? limit - prefix.length : best.generated();
        return score(best.sum(), length) <= ended.get(ended.size() - 1).score();
    }
}
