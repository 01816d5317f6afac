package cz.statex.aiworkers.core.generation;

import static cz.statex.aiworkers.core.generation.ScriptedDecoder.logs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import cz.statex.aiworkers.core.generation.GeneratedSequence.Ending;
import cz.statex.aiworkers.core.generation.settings.GenerationSettings;
import cz.statex.aiworkers.core.generation.settings.InvalidSettingException;
import cz.statex.aiworkers.core.generation.settings.Lengths;
import cz.statex.aiworkers.core.generation.settings.Search;
import cz.statex.aiworkers.core.generation.settings.SpecialTokens;
import cz.statex.aiworkers.core.generation.settings.TokenRules;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every search: rows, prefixes, endings, and that the state is closed whatever happens. */
class GeneratorTest {

    private static final int END = 0;
    private static final GenerationSettings GREEDY =
            GenerationSettings.greedy(new SpecialTokens(9, END), Lengths.total(8));
    /** The more tokens there are, the more probable is the end; never before row + 2 tokens. */
    private static final ScriptedDecoder.Script ENDING_LATER_ROW_BY_ROW = (row, tokens) ->
            tokens.size() >= row + 2 ? logs(0.9, 0.1, 0) : logs(0, 0.3 + 0.1 * (row % 3), 0.7 - 0.1 * (row % 3));

    static List<Search> searches() {
        return List.of(new Search.Greedy(), new Search.Beam(2), new Search.Sampling(1, 0, 1, 7));
    }

    @Test
    void rowsThatHaveEndedLeaveTheBatch() throws Exception {
        ScriptedDecoder decoder = new ScriptedDecoder(3, ENDING_LATER_ROW_BY_ROW);
        List<GeneratedSequence> sequences = new Generator(GREEDY).generate(decoder, StepListener.NONE);
        assertThat(sequences.stream().map(GeneratedSequence::tokens))
                .containsExactly(List.of(2L, 0L), List.of(2L, 2L, 0L), List.of(1L, 1L, 1L, 0L));
        assertThat(sequences).allSatisfy(s -> assertThat(s.ending()).isEqualTo(Ending.END_TOKEN));
        assertThat(decoder.steps).containsExactly(3, 3, 2, 1);
        assertThat(decoder.selected).containsExactly(List.of(1, 2), List.of(1));
    }

    @Test
    void tellsHowProbableTheChosenTokensWere() throws Exception {
        GeneratedSequence sequence = new Generator(GREEDY)
                .generate(new ScriptedDecoder(1, ENDING_LATER_ROW_BY_ROW), StepListener.NONE)
                .get(0);
        assertThat(sequence.logProbabilities().get(0)).isCloseTo((float) Math.log(0.7), within(1e-6f));
        assertThat(sequence.logProbabilities().get(1)).isCloseTo((float) Math.log(0.9), within(1e-6f));
        assertThat(sequence.score()).isCloseTo(Math.log(0.63), within(1e-6));
        assertThat(sequence.meanLogProbability()).isCloseTo(Math.log(0.63) / 2, within(1e-6));
    }

    @ParameterizedTest
    @MethodSource("searches")
    void everyRowHasItsOwnPrefix(Search search) throws Exception {
        // What comes next is the number of tokens so far, and the end after six: no step may be lost or doubled.
        ScriptedDecoder decoder = new ScriptedDecoder(3, (row, tokens) -> {
            float[] scores = logs(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
            scores[tokens.size() < 6 ? tokens.size() : END] = 0;
            return scores;
        });
        List<long[]> prefixes = List.of(new long[] {9, 8, 7}, new long[] {9}, new long[] {9, 5});
        List<GeneratedSequence> sequences =
                new Generator(GREEDY.with(search)).generate(decoder, prefixes, StepListener.NONE);
        assertThat(sequences.stream().map(GeneratedSequence::tokens))
                .containsExactly(List.of(3L, 4L, 5L, 0L), List.of(1L, 2L, 3L, 4L, 5L, 0L), List.of(2L, 3L, 4L, 5L, 0L));
        assertThat(decoder.steps).hasSize(6);
    }

    @Test
    void allRowsReadTheTokensThatTheirPrefixesHaveInCommonLengthAtOnce() throws Exception {
        List<Integer> read = new ArrayList<>();
        ScriptedDecoder decoder = new ScriptedDecoder(2, (row, tokens) -> {
            read.add(tokens.size());
            return logs(1, 0);
        });
        new Generator(GREEDY)
                .generate(decoder, List.of(new long[] {9, 1, 1}, new long[] {9, 1, 1, 1}), StepListener.NONE);
        assertThat(read).containsExactly(3, 3, 4);
    }

    @ParameterizedTest
    @MethodSource("searches")
    void endsAtTheGreatestLength(Search search) throws Exception {
        ScriptedDecoder decoder = new ScriptedDecoder(1, (row, tokens) -> logs(0, 0.6, 0.4));
        GeneratedSequence total = new Generator(GREEDY.with(search).with(Lengths.total(4)))
                .generate(decoder, StepListener.NONE)
                .get(0);
        assertThat(total.tokens()).hasSize(3);
        assertThat(total.ending()).isEqualTo(Ending.LENGTH);
        List<long[]> prefix = List.of(new long[] {9, 9});
        GeneratedSequence ofNew = new Generator(GREEDY.with(search).with(Lengths.newTokens(4)))
                .generate(decoder, prefix, StepListener.NONE)
                .get(0);
        assertThat(ofNew.tokens()).hasSize(4);
    }

    @ParameterizedTest
    @MethodSource("searches")
    void endsWhereTheCallerWants(Search search) throws Exception {
        ScriptedDecoder decoder = new ScriptedDecoder(1, (row, tokens) -> logs(0, 1, 0));
        StopCriterion second = tokens -> tokens.generated() == 2 && tokens.get(tokens.length() - 1) == 1;
        GeneratedSequence sequence = new Generator(GREEDY.with(search), List.of(), second)
                .generate(decoder, StepListener.NONE)
                .get(0);
        assertThat(sequence.tokens()).containsExactly(1L, 1L);
        assertThat(sequence.ending()).isEqualTo(Ending.STOPPED);
    }

    @ParameterizedTest
    @MethodSource("searches")
    void endsWhereTheRulesLeaveNoToken(Search search) throws Exception {
        ScriptedDecoder decoder = new ScriptedDecoder(1, (row, tokens) -> logs(0, 0.5, 0.5));
        GenerationSettings settings = GREEDY.with(search).with(TokenRules.NONE.withNoRepeatNgram(1));
        List<long[]> start = List.of(new long[] {END});
        GeneratedSequence sequence = new Generator(settings)
                .generate(decoder, start, StepListener.NONE)
                .get(0);
        assertThat(sequence.tokens()).containsExactlyInAnyOrder(1L, 2L);
        assertThat(sequence.ending()).isEqualTo(Ending.EXHAUSTED);
    }

    @Test
    void obeysRulesOfTheCallerAfterThoseOfTheSettings() throws Exception {
        ScriptedDecoder decoder = new ScriptedDecoder(1, (row, tokens) -> logs(0.1, 0.2, 0.7));
        GenerationSettings settings =
                GREEDY.with(TokenRules.NONE.withForcedFirst(2)).with(Lengths.total(2));
        GeneratedSequence sequence = new Generator(
                        settings, List.of((tokens, scores) -> scores.force(1)), StopCriterion.NONE)
                .generate(decoder, StepListener.NONE)
                .get(0);
        assertThat(sequence.tokens()).containsExactly(1L);
        assertThat(sequence.logProbabilities()).containsExactly(0f);
    }

    @ParameterizedTest
    @MethodSource("searches")
    void closesTheStateOnEveryPath(Search search) {
        Generator generator = new Generator(GREEDY.with(search));
        assertClosed(generator, (row, tokens) -> logs(0.5, 0.5), StepListener.NONE, null);
        assertClosed(
                generator,
                (row, tokens) -> {
                    throw new IllegalStateException("model tiny failed in step");
                },
                StepListener.NONE,
                IllegalStateException.class);
        assertClosed(
                generator,
                (row, tokens) -> {
                    throw new InterruptedException("interrupted");
                },
                StepListener.NONE,
                InterruptedException.class);
        assertClosed(
                generator,
                (row, tokens) -> logs(0, 1),
                (step, limit, open) -> {
                    if (step == 3) {
                        throw new IllegalArgumentException("stopped");
                    }
                },
                IllegalArgumentException.class);
        assertClosed(
                generator,
                (row, tokens) -> new float[] {0, Float.NaN, 1},
                StepListener.NONE,
                IllegalStateException.class);
    }

    private static void assertClosed(
            Generator generator,
            ScriptedDecoder.Script script,
            StepListener listener,
            @Nullable Class<? extends Throwable> thrown) {
        ScriptedDecoder decoder = new ScriptedDecoder(2, script);
        if (thrown == null) {
            assertThatCode(() -> generator.generate(decoder, listener)).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> generator.generate(decoder, listener)).isInstanceOf(thrown);
        }
        assertThat(decoder.opened).isEqualTo(1);
        assertThat(decoder.closed).isEqualTo(1);
    }

    @Test
    void saysThatBrokenScoresAreBroken() {
        ScriptedDecoder decoder = new ScriptedDecoder(1, (row, tokens) -> new float[] {0, Float.POSITIVE_INFINITY, 1});
        assertThatThrownBy(() -> new Generator(GREEDY).generate(decoder, StepListener.NONE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("its weights are broken, or its precision is too low");
    }

    @Test
    void refusesWhatDoesNotFitTheModelBeforeItOpensAState() {
        ScriptedDecoder decoder = new ScriptedDecoder(1, (row, tokens) -> logs(1, 0));
        assertThatThrownBy(() -> new Generator(GREEDY.with(Lengths.total(101))).generate(decoder, StepListener.NONE))
                .isInstanceOfSatisfying(InvalidSettingException.class, e -> {
                    assertThat(e.setting()).isEqualTo("max_length");
                    assertThat(e.value()).isEqualTo(101);
                    assertThat(e.limit()).isEqualTo("at most the model's 100");
                });
        assertThatThrownBy(() -> new Generator(GREEDY).generate(decoder, List.of(new long[8]), StepListener.NONE))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("length of a prefix is 8, but must be 1 to 7");
        assertThatThrownBy(() -> new Generator(GREEDY).generate(decoder, List.of(new long[0]), StepListener.NONE))
                .hasMessage("length of a prefix is 0, but must be 1 to 7");
        assertThatThrownBy(() ->
                        new Generator(GREEDY).generate(decoder, List.of(new long[1], new long[1]), StepListener.NONE))
                .hasMessage("there are 2 prefixes for 1 rows");
        assertThat(decoder.opened).isZero();
    }

    @Test
    void refusesTokensThatTheModelDoesNotHave() {
        ScriptedDecoder decoder = new ScriptedDecoder(1, (row, tokens) -> logs(1, 0));
        GenerationSettings settings = GREEDY.with(TokenRules.NONE.withSuppressed(List.of(2L)));
        assertThatThrownBy(() -> new Generator(settings).generate(decoder, StepListener.NONE))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("suppress_tokens is 2, but must be less than the model's 2 tokens");
        assertThat(decoder.closed).isEqualTo(1);
    }

    @Test
    void scoresMustBeWholeRows() {
        assertThatThrownBy(() -> new Logits(new float[5], 2)).hasMessage("5 scores cannot be rows of 2 tokens");
        assertThat(new Logits(new float[6], 2).rows()).isEqualTo(3);
    }
}
