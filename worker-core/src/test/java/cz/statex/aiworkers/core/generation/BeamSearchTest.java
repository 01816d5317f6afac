package cz.statex.aiworkers.core.generation;

import static cz.statex.aiworkers.core.generation.ScriptedDecoder.logs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import cz.statex.aiworkers.core.generation.GeneratedSequence.Ending;
import cz.statex.aiworkers.core.generation.rule.Rules;
import cz.statex.aiworkers.core.generation.settings.GenerationSettings;
import cz.statex.aiworkers.core.generation.settings.Lengths;
import cz.statex.aiworkers.core.generation.settings.Search;
import cz.statex.aiworkers.core.generation.settings.Search.EarlyStopping;
import cz.statex.aiworkers.core.generation.settings.SpecialTokens;
import cz.statex.aiworkers.core.generation.settings.TokenRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BeamSearchTest {

    private static final int END = 0;
    private static final int LENGTH = 5;
    private static final GenerationSettings SETTINGS =
            GenerationSettings.greedy(new SpecialTokens(9, END), Lengths.total(LENGTH));

    /** The most probable first token leads nowhere. */
    private static final ScriptedDecoder.Script GARDEN_PATH = (row, tokens) -> {
        if (tokens.size() == 1) {
            return logs(0, 0.6, 0.4, 0);
        }
        return tokens.get(1) == 1 ? logs(0.3, 0.25, 0.25, 0.2) : logs(0.9, 0, 0, 0.1);
    };

    @Test
    void findsASequenceThatGreedySearchMisses() throws Exception {
        assertThat(generate(new Search.Greedy(), GARDEN_PATH).tokens()).startsWith(1L);
        GeneratedSequence best = generate(new Search.Beam(2), GARDEN_PATH);
        assertThat(best.tokens()).containsExactly(2L, 0L);
        assertThat(best.score()).isCloseTo(Math.log(0.36) / 2, within(1e-6));
        assertThat(best.ending()).isEqualTo(Ending.END_TOKEN);
    }

    @ParameterizedTest
    @EnumSource(EarlyStopping.class)
    void oneBeamIsGreedySearch(EarlyStopping earlyStopping) throws Exception {
        GeneratedSequence greedy = generate(new Search.Greedy(), GARDEN_PATH);
        GeneratedSequence beam = generate(new Search.Beam(1, 0, earlyStopping), GARDEN_PATH);
        assertThat(beam.tokens()).isEqualTo(greedy.tokens());
        assertThat(beam.score()).isCloseTo(greedy.score(), within(1e-6));
    }

    /** With more beams than there are sequences, nothing may be missed. */
    @ParameterizedTest
    @ValueSource(doubles = {-1, 0, 0.6, 1, 2})
    void findsTheBestOfAllSequencesIfAllCanBeFollowed(double lengthPenalty) throws Exception {
        for (int seed = 0; seed < 40; seed++) {
            ScriptedDecoder.Script script = random(seed, 4);
            GeneratedSequence best = generate(new Search.Beam(64, lengthPenalty, EarlyStopping.NEVER), script);
            List<GeneratedSequence> all = new ArrayList<>();
            enumerate(script, lengthPenalty, new ArrayList<>(List.of(9L)), 0, all);
            GeneratedSequence expected = all.stream()
                    .max(Comparator.comparingDouble(GeneratedSequence::score))
                    .orElseThrow();
            assertThat(best.tokens()).isEqualTo(expected.tokens());
            assertThat(best.score()).isCloseTo(expected.score(), within(1e-5));
        }
    }

    private static void enumerate(
            ScriptedDecoder.Script script,
            double lengthPenalty,
            List<Long> tokens,
            double sum,
            List<GeneratedSequence> found)
            throws InterruptedException {
        float[] scores = script.scores(0, tokens);
        for (int token = 0; token < scores.length; token++) {
            List<Long> longer = new ArrayList<>(tokens);
            longer.add((long) token);
            double newSum = sum + scores[token];
            if (token == END || longer.size() == LENGTH) {
                List<Long> generated = longer.subList(1, longer.size());
                double score = newSum / Math.pow(generated.size(), lengthPenalty);
                found.add(new GeneratedSequence(generated, List.of(), score, Ending.END_TOKEN));
            } else {
                enumerate(script, lengthPenalty, longer, newSum, found);
            }
        }
    }

    /** Scores that are log-probabilities, and differ from sequence to sequence. */
    private static ScriptedDecoder.Script random(long seed, int vocabulary) {
        return (row, tokens) -> {
            Random random = new Random(seed * 31 + row + tokens.hashCode() * 1_000_003L);
            double[] weights = random.doubles(vocabulary).map(w -> w * w).toArray();
            double sum = Arrays.stream(weights).sum();
            return logs(Arrays.stream(weights).map(w -> w / sum).toArray());
        };
    }

    @ParameterizedTest
    @EnumSource(EarlyStopping.class)
    void everyRowIsSearchedAsItWouldBeAlone(EarlyStopping earlyStopping) throws Exception {
        GenerationSettings settings = SETTINGS.with(Lengths.total(12))
                .with(TokenRules.NONE.withNoRepeatNgram(2))
                .with(new Search.Beam(3, 0.8, earlyStopping));
        List<long[]> prefixes = List.of(
                new long[] {5}, new long[] {5, 4, 3}, new long[] {4}, new long[] {3, 3}, new long[] {5, 1, 2, 1});
        for (int seed = 0; seed < 20; seed++) {
            ScriptedDecoder.Script script = random(seed, 6);
            List<List<GeneratedSequence>> together = search(settings, script, prefixes);
            for (int row = 0; row < prefixes.size(); row++) {
                int number = row;
                List<List<GeneratedSequence>> alone =
                        search(settings, (any, tokens) -> script.scores(number, tokens), List.of(prefixes.get(row)));
                assertThat(together.get(row)).isEqualTo(alone.get(0));
            }
        }
    }

    private static List<List<GeneratedSequence>> search(
            GenerationSettings settings, ScriptedDecoder.Script script, List<long[]> prefixes) throws Exception {
        ScriptedDecoder decoder = new ScriptedDecoder(prefixes.size(), script);
        try (DecoderState state = decoder.start()) {
            return new BeamSearch(settings, (Search.Beam) settings.search(), Rules.of(settings), StopCriterion.NONE)
                    .run(state, prefixes, StepListener.NONE);
        }
    }

    /** Both beams can end after two tokens; a longer sequence would be better, but does not look so. */
    @Test
    void stopsAsEarlyAsItIsTold() throws Exception {
        ScriptedDecoder.Script script = (row, tokens) -> {
            if (tokens.size() == 1) {
                return logs(0, 0.5, 0.5);
            }
            return tokens.size() == 2 ? logs(0.55, 0.45, 0) : logs(1e-6, 1 - 1e-6, 0);
        };
        assertThat(steps(new Search.Beam(2, 1, EarlyStopping.AT_ONCE), script)).isEqualTo(2);
        assertThat(steps(new Search.Beam(2, 1, EarlyStopping.LIKELY), script)).isEqualTo(2);
        assertThat(steps(new Search.Beam(2, 1, EarlyStopping.NEVER), script)).isEqualTo(4);
        assertThat(generate(new Search.Beam(2, 1, EarlyStopping.NEVER), script).tokens())
                .hasSize(4);
        assertThat(steps(new Search.Beam(2, -1, EarlyStopping.NEVER), script)).isEqualTo(2);
    }

    private static int steps(Search search, ScriptedDecoder.Script script) throws Exception {
        ScriptedDecoder decoder = new ScriptedDecoder(1, script);
        new Generator(SETTINGS.with(search)).generate(decoder, StepListener.NONE);
        return decoder.steps.size();
    }

    @Test
    void aHigherLengthPenaltyPrefersLongerSequences() throws Exception {
        ScriptedDecoder.Script script = (row, tokens) -> logs(0.4, 0.6);
        assertThat(generate(new Search.Beam(2, 2, EarlyStopping.NEVER), script).tokens())
                .hasSize(4);
        assertThat(generate(new Search.Beam(2, -2, EarlyStopping.NEVER), script).tokens())
                .containsExactly(0L);
    }

    @Test
    void oneRowOfTheStateIsEnoughUntilSequencesDiffer() throws Exception {
        ScriptedDecoder decoder = new ScriptedDecoder(2, random(1, 5));
        GenerationSettings settings = SETTINGS.with(new Search.Beam(3)).with(TokenRules.NONE.withForcedFirst(3));
        new Generator(settings).generate(decoder, StepListener.NONE);
        assertThat(decoder.steps.subList(0, 3)).containsExactly(2, 2, 6);
        assertThat(decoder.selected.get(0)).containsExactly(0, 0, 0, 1, 1, 1);
    }

    @Test
    void doesNotReorderAStateThatIsInOrder() throws Exception {
        ScriptedDecoder decoder = new ScriptedDecoder(2, (row, tokens) -> logs(0, 1));
        new Generator(SETTINGS.with(new Search.Beam(4))).generate(decoder, StepListener.NONE);
        assertThat(decoder.selected).isEmpty();
    }

    private static GeneratedSequence generate(Search search, ScriptedDecoder.Script script) throws Exception {
        return new Generator(SETTINGS.with(search))
                .generate(new ScriptedDecoder(1, script), StepListener.NONE)
                .get(0);
    }
}
