package cz.statex.aiworkers.core.generation;

import static cz.statex.aiworkers.core.generation.ScriptedDecoder.logs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import cz.statex.aiworkers.core.generation.rule.TokenScores;
import cz.statex.aiworkers.core.generation.settings.GenerationSettings;
import cz.statex.aiworkers.core.generation.settings.Lengths;
import cz.statex.aiworkers.core.generation.settings.Search;
import cz.statex.aiworkers.core.generation.settings.SpecialTokens;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SamplerTest {

    private static final int DRAWS = 40_000;
    private static final float[] SCORES = logs(0.1, 0.4, 0, 0.2, 0.3);

    @Test
    void drawsEveryTokenAsOftenAsItIsProbable() {
        assertShares(new Search.Sampling(1, 0, 1, 1), SCORES, 0.1, 0.4, 0, 0.2, 0.3);
    }

    @Test
    void temperatureFlattensAndSharpens() {
        double[] sharp = {0.01 / 0.3, 0.16 / 0.3, 0, 0.04 / 0.3, 0.09 / 0.3};
        assertShares(new Search.Sampling(0.5, 0, 1, 2), SCORES, sharp);
        assertShares(new Search.Sampling(0.01, 0, 1, 2), SCORES, 0, 1, 0, 0, 0);
        assertShares(new Search.Sampling(100, 0, 1, 2), SCORES, 0.25, 0.25, 0, 0.25, 0.25);
    }

    @Test
    void topKLeavesTheMostProbable() {
        assertShares(new Search.Sampling(1, 2, 1, 3), SCORES, 0, 0.4 / 0.7, 0, 0, 0.3 / 0.7);
        assertShares(new Search.Sampling(1, 1000, 1, 3), SCORES, 0.1, 0.4, 0, 0.2, 0.3);
    }

    @Test
    void topPLeavesTheFewestThatReachIt() {
        assertShares(new Search.Sampling(1, 0, 0.65, 4), SCORES, 0, 0.4 / 0.7, 0, 0, 0.3 / 0.7);
        assertShares(new Search.Sampling(1, 0, 0.71, 4), SCORES, 0, 0.4 / 0.9, 0, 0.2 / 0.9, 0.3 / 0.9);
        assertShares(new Search.Sampling(1, 0, 1e-9, 4), SCORES, 0, 1, 0, 0, 0);
    }

    @Test
    void topPCountsWhatTopKHasLeft() {
        assertShares(new Search.Sampling(1, 2, 0.57, 5), SCORES, 0, 1, 0, 0, 0);
        assertShares(new Search.Sampling(1, 2, 0.58, 5), SCORES, 0, 0.4 / 0.7, 0, 0, 0.3 / 0.7);
    }

    @Test
    void topPMayNeedMoreTokensThanItLooksAtFirst() {
        float[] equal = new float[1000];
        Search.Sampling settings = new Search.Sampling(1, 0, 0.9, 6);
        boolean[] drawn = new boolean[equal.length];
        Sampler sampler = new Sampler(settings, 0);
        for (int draw = 0; draw < DRAWS / 4; draw++) {
            drawn[sampler.choose(new TokenScores(equal, 0, equal.length))] = true;
        }
        for (int token = 0; token < equal.length; token++) {
            assertThat(drawn[token]).isEqualTo(token < 900);
        }
    }

    @Test
    void equalSettingsGiveEqualTokensAndRowsDoNotInfluenceEachOther() throws Exception {
        List<GeneratedSequence> first = generate(3, 17);
        assertThat(generate(3, 17)).isEqualTo(first);
        assertThat(generate(3, 18)).isNotEqualTo(first);
        assertThat(generate(1, 17)).isEqualTo(first.subList(0, 1));
        assertThat(first.get(0).tokens()).isNotEqualTo(first.get(1).tokens());
    }

    /** These are what the documented use of {@link java.util.Random} gives on every machine. */
    @Test
    void drawsAreTheSameEverywhere() {
        Sampler sampler = new Sampler(new Search.Sampling(1, 0, 1, 42), 0);
        int[] drawn = new int[12];
        Arrays.setAll(drawn, i -> sampler.choose(new TokenScores(SCORES, 0, SCORES.length)));
        assertThat(drawn).containsExactly(1, 1, 0, 1, 4, 3, 4, 4, 4, 3, 3, 1);
    }

    private static List<GeneratedSequence> generate(int rows, long seed) throws Exception {
        GenerationSettings settings = GenerationSettings.greedy(new SpecialTokens(1, 0), Lengths.newTokens(30))
                .with(new Search.Sampling(1, 0, 1, seed));
        ScriptedDecoder decoder = new ScriptedDecoder(rows, (row, tokens) -> logs(0.001, 0.4, 0.4, 0.199));
        return new Generator(settings).generate(decoder, StepListener.NONE);
    }

    private static void assertShares(Search.Sampling settings, float[] scores, double... expected) {
        Sampler sampler = new Sampler(settings, 0);
        int[] counts = new int[scores.length];
        for (int draw = 0; draw < DRAWS; draw++) {
            counts[sampler.choose(new TokenScores(scores, 0, scores.length))]++;
        }
        for (int token = 0; token < expected.length; token++) {
            // Five standard deviations at most, and what is impossible is never drawn.
            double deviation = Math.sqrt(expected[token] * (1 - expected[token]) / DRAWS);
            assertThat(counts[token] / (double) DRAWS)
                    .as("token " + token)
                    .isCloseTo(
                            expected[token],
                            within(expected[token] > 0 && expected[token] < 1 ? 5 * deviation + 0.002 : 0));
        }
    }
}
