package cz.statex.aiworkers.core.generation.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import cz.statex.aiworkers.core.generation.settings.GenerationSettings;
import cz.statex.aiworkers.core.generation.settings.InvalidSettingException;
import cz.statex.aiworkers.core.generation.settings.Lengths;
import cz.statex.aiworkers.core.generation.settings.SpecialTokens;
import cz.statex.aiworkers.core.generation.settings.TokenRules;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each rule on scores of ten tokens, of which 0 and 1 are ends. */
class RulesTest {

    private static final int VOCABULARY = 10;
    private static final GenerationSettings PLAIN =
            GenerationSettings.greedy(new SpecialTokens(9, List.of(0L, 1L)), Lengths.total(6));

    @Test
    void withoutRulesThereIsNothingToDo() {
        assertThat(Rules.of(PLAIN)).isEmpty();
    }

    @Test
    void repetitionPenaltyMakesEachTokenOfTheSequenceLessProbableOnce() {
        float[] scores = {2, -2, 2, -2, 0, 0, 0, 0, 0, 0};
        apply(PLAIN.with(TokenRules.NONE.withRepetitionPenalty(2)), scores, 1, 0, 0, 1, 0);
        assertThat(scores).containsExactly(1, -4, 2, -2, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void noNgramOccursTwice() {
        TokenRules rules = TokenRules.NONE.withNoRepeatNgram(3);
        assertThat(suppressed(PLAIN.with(rules), 5, 6, 7, 5, 6, 8, 5, 6)).containsExactly(7, 8);
        assertThat(suppressed(PLAIN.with(rules), 5, 6)).isEmpty();
        assertThat(suppressed(PLAIN.with(rules), 5)).isEmpty();
        assertThat(suppressed(PLAIN.with(rules), 5, 5, 5)).containsExactly(5);
        assertThat(suppressed(PLAIN.with(TokenRules.NONE.withNoRepeatNgram(1)), 9, 3, 4))
                .containsExactly(3, 4, 9);
    }

    @Test
    void badWordsAreNeverCompleted() {
        TokenRules rules = TokenRules.NONE.withBadWords(List.of(List.of(4L), List.of(5L, 6L, 7L), List.of(8L, 2L)));
        assertThat(suppressed(PLAIN.with(rules), 9, 5, 6)).containsExactly(4, 7);
        assertThat(suppressed(PLAIN.with(rules), 9, 6, 5)).containsExactly(4);
        assertThat(suppressed(PLAIN.with(rules), 8)).containsExactly(4);
        assertThat(suppressed(PLAIN.with(rules), 9, 8)).containsExactly(2, 4);
    }

    @Test
    void anEndIsNoBadWord() {
        TokenRules rules = TokenRules.NONE.withBadWords(List.of(List.of(1L), List.of(2L)));
        assertThat(suppressed(PLAIN.with(rules), 9)).containsExactly(2);
    }

    @Test
    void sequencesDoNotEndBeforeTheirLeastLength() {
        GenerationSettings total = PLAIN.with(Lengths.total(6).atLeast(3));
        assertThat(suppressed(total, 9, 5)).containsExactly(0, 1);
        assertThat(suppressed(total, 9, 5, 5)).isEmpty();
        GenerationSettings ofNew = PLAIN.with(Lengths.newTokens(6).atLeastNew(2));
        assertThat(suppressed(ofNew, 9, 5)).containsExactly(0, 1);
        assertThat(suppressed(ofNew, 9, 5, 5)).isEmpty();
    }

    @Test
    void aForcedFirstTokenFollowsTheStartToken() {
        TokenRules rules = TokenRules.NONE.withForcedFirst(7);
        float[] scores = new float[VOCABULARY];
        apply(PLAIN.with(rules), scores, 9);
        assertThat(scores[7]).isZero();
        assertThat(suppressed(PLAIN.with(rules), 9)).containsExactly(0, 1, 2, 3, 4, 5, 6, 8, 9);
        assertThat(suppressed(PLAIN.with(rules), 9, 7)).isEmpty();
    }

    @Test
    void aForcedLastTokenIsTheOneAtTheGreatestLengthEvenIfItIsSuppressed() {
        TokenRules rules = TokenRules.NONE.withForcedLast(1).withBadWords(List.of(List.of(1L, 1L)));
        assertThat(suppressed(PLAIN.with(rules), 9, 2, 3, 1, 1)).containsExactly(0, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(suppressed(PLAIN.with(rules), 9, 2, 3, 1)).containsExactly(1);
        GenerationSettings ofNew = PLAIN.with(rules).with(Lengths.newTokens(2));
        assertThat(suppressed(ofNew, 9, 2)).containsExactly(0, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void suppressedTokensNeverOccur() {
        TokenRules rules = TokenRules.NONE.withSuppressed(List.of(3L, 5L));
        assertThat(suppressed(PLAIN.with(rules), 9, 2)).containsExactly(3, 5);
    }

    @Test
    void beginSuppressedTokensAreNotTheFirstThatIsChosenFreely() {
        TokenRules rules = TokenRules.NONE.withBeginSuppressed(List.of(3L, 5L));
        assertThat(suppressed(PLAIN.with(rules), 9)).containsExactly(3, 5);
        assertThat(suppressed(PLAIN.with(rules), 9, 2)).isEmpty();
        GenerationSettings forced = PLAIN.with(rules.withForcedFirst(7));
        assertThat(suppressed(forced, 9, 7)).containsExactly(3, 5);
        assertThat(suppressed(forced, 9, 7, 2)).isEmpty();
        float[] longPrefix = new float[VOCABULARY];
        Rules.of(forced).forEach(rule -> rule.apply(new TokenSequence(new long[] {9, 8}, 2, 2), scores(longPrefix)));
        assertThat(longPrefix[3]).isEqualTo(Float.NEGATIVE_INFINITY);
    }

    @Test
    void namesATokenThatTheModelDoesNotHave() {
        TokenRules rules = TokenRules.NONE.withForcedFirst(10);
        assertThatThrownBy(() -> suppressed(PLAIN.with(rules), 9))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("forced_bos_token_id is 10, but must be less than the model's 10 tokens");
    }

    @Test
    void aSequenceIsReadWithinItsBounds() {
        TokenSequence sequence = new TokenSequence(new long[] {9, 4, 5, 0, 0}, 3, 1);
        assertThat(sequence.generatedTokens()).containsExactly(4L, 5L);
        assertThat(sequence.generated()).isEqualTo(2);
        assertThat(sequence.get(2)).isEqualTo(5);
        assertThatThrownBy(() -> sequence.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void logProbabilitiesAreRightForLargeAndSmallLogits() {
        float[] scores = {1e6f, 1e6f - 1, -1e6f, 88, -88, 0};
        new TokenScores(scores, 0, 2).normalize();
        assertThat(scores[0]).isCloseTo(-0.3132617f, within(0.07f));
        new TokenScores(scores, 3, 3).normalize();
        assertThat(scores[3]).isCloseTo(0, within(1e-5f));
        assertThat(scores[4]).isCloseTo(-176, within(1e-4f));
        assertThat(scores[5]).isCloseTo(-88, within(1e-4f));
        float[] even = new float[1_000_000];
        assertThat(new TokenScores(even, 0, even.length).logSum()).isCloseTo(Math.log(1e6), within(1e-9));
        float[] none = {Float.NEGATIVE_INFINITY};
        assertThat(new TokenScores(none, 0, 1).logSum()).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    private static TokenScores scores(float[] values) {
        return new TokenScores(values, 0, values.length);
    }

    private static void apply(GenerationSettings settings, float[] scores, long... tokens) {
        TokenSequence sequence = new TokenSequence(tokens, tokens.length, 1);
        Rules.of(settings).forEach(rule -> rule.apply(sequence, scores(scores)));
    }

    private static List<Integer> suppressed(GenerationSettings settings, long... tokens) {
        float[] scores = new float[VOCABULARY];
        apply(settings, scores, tokens);
        return IntStream.range(0, VOCABULARY)
                .filter(token -> scores[token] == Float.NEGATIVE_INFINITY)
                .boxed()
                .toList();
    }
}
