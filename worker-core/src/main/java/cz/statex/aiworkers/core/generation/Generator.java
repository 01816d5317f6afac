package cz.statex.aiworkers.core.generation;

import cz.statex.aiworkers.core.generation.rule.Rules;
import cz.statex.aiworkers.core.generation.rule.ScoreRule;
import cz.statex.aiworkers.core.generation.settings.GenerationSettings;
import cz.statex.aiworkers.core.generation.settings.InvalidSettingException;
import cz.statex.aiworkers.core.generation.settings.Search;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Generates a sequence for each row of an encoded batch.
 *
 * <p>Threading: immutable, may be shared if its rules and its criterion may. Rows do not influence each other: each is
 * generated as it would be alone, and leaves the batch when it has ended.
 */
public final class Generator {

    private final GenerationSettings settings;
    private final List<ScoreRule> ownRules;
    private final StopCriterion stop;

    /** Generates by {@code settings} alone. */
    public Generator(GenerationSettings settings) {
        this(settings, List.of(), StopCriterion.NONE);
    }

    /**
     * Generates by {@code settings} and more.
     *
     * @param ownRules applied in this order after the rules of the settings, and before temperature, top-k and top-p
     * @param stop ends sequences earlier
     */
    public Generator(GenerationSettings settings, List<ScoreRule> ownRules, StopCriterion stop) {
        this.settings = settings;
        this.ownRules = List.copyOf(ownRules);
        this.stop = stop;
    }

    /** Generates with every row beginning with the start token. */
    public List<GeneratedSequence> generate(EncodedBatch batch, StepListener listener) throws InterruptedException {
        long[] start = {settings.tokens().start()};
        return generate(batch, Collections.nCopies(batch.rows(), start), listener);
    }

    /**
     * Generates with a prefix of each row's own.
     *
     * @param batch what the decoder attends to; stays open
     * @param prefixes the first tokens of each row, from the start token on, at least one; they need not be equally many
     * @param listener called before each step; may stop the work by throwing
     * @return a sequence for each row, in order
     * @throws InterruptedException if the thread is interrupted
     * @throws InvalidSettingException if the settings do not fit the model or a prefix
     */
    public List<GeneratedSequence> generate(EncodedBatch batch, List<long[]> prefixes, StepListener listener)
            throws InterruptedException {
        for (long[] prefix : prefixes) {
            requireRoom(prefix, batch.maxLength());
        }
        if (prefixes.size() != batch.rows()) {
            throw new IllegalArgumentException(
                    "there are " + prefixes.size() + " prefixes for " + batch.rows() + " rows");
        }
        List<ScoreRule> rules = new ArrayList<>(Rules.of(settings));
        rules.addAll(ownRules);
        try (DecoderState state = batch.start()) {
            if (settings.search() instanceof Search.Beam beam) {
                return new BeamSearch(settings, beam, rules, stop)
                        .run(state, prefixes, listener).stream()
                                .map(ended -> ended.get(0))
                                .toList();
            }
            return new TokenByToken(settings, rules, stop).run(state, prefixes, listener);
        }
    }

    private void requireRoom(long[] prefix, int modelLimit) {
        int limit = settings.lengths().limit(prefix.length);
        if (prefix.length == 0 || prefix.length >= limit) {
            throw new InvalidSettingException("length of a prefix", prefix.length, "1 to " + (limit - 1));
        }
        if (limit > modelLimit) {
            throw new InvalidSettingException("max_length", limit, "at most the model's " + modelLimit);
        }
    }
}
