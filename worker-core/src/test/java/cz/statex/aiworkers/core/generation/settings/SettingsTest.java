package cz.statex.aiworkers.core.generation.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cz.statex.aiworkers.core.generation.settings.Search.EarlyStopping;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SettingsTest {

    private static final Map<String, Object> LEAST = Map.of("decoder_start_token_id", 2, "eos_token_id", 2);

    @Test
    void impossibleNumbersAreRefusedByNameValueAndLimit() {
        assertRefused(() -> new Lengths(-1, 0, 0, 0), "max_length is -1, but must be 0 to 65536");
        assertRefused(() -> Lengths.total(0), "max_length is 0, but must be 1 to 65536 unless max_new_tokens is given");
        assertRefused(() -> Lengths.total(10).atLeast(11), "min_length is 11, but must be 0 to 10");
        assertRefused(() -> Lengths.newTokens(10).atLeastNew(11), "min_new_tokens is 11, but must be 0 to 10");
        assertRefused(() -> new Search.Beam(0), "num_beams is 0, but must be 1 to 64");
        assertRefused(
                () -> new Search.Beam(2, Double.NaN, EarlyStopping.NEVER),
                "length_penalty is NaN, but must be -100.0 to 100.0");
        assertRefused(() -> new Search.Sampling(0, 0, 1, 0), "temperature is 0.0, but must be above 0, to 100.0");
        assertRefused(() -> new Search.Sampling(1, -1, 1, 0), "top_k is -1, but must be 0 to 2147483647");
        assertRefused(() -> new Search.Sampling(1, 0, 1.1, 0), "top_p is 1.1, but must be above 0, to 1");
        assertRefused(
                () -> TokenRules.NONE.withRepetitionPenalty(0),
                "repetition_penalty is 0.0, but must be above 0, to 100.0");
        assertRefused(
                () -> TokenRules.NONE.withNoRepeatNgram(-1), "no_repeat_ngram_size is -1, but must be 0 to 65536");
        assertRefused(
                () -> TokenRules.NONE.withBadWords(List.of(List.of())),
                "bad_words_ids is [], but must be sequences of at least one token");
        assertRefused(
                () -> TokenRules.NONE.withForcedFirst(-1), "forced_bos_token_id is -1, but must be 0 to 2147483647");
        assertRefused(() -> new SpecialTokens(0, List.of()), "eos_token_id is [], but must be at least one token");
        assertRefused(() -> new SpecialTokens(-1, 0), "decoder_start_token_id is -1, but must be 0 to 2147483647");
    }

    @Test
    void aRuleIsChangedWithoutTheOthers() {
        TokenRules rules = TokenRules.NONE
                .withRepetitionPenalty(1.5)
                .withNoRepeatNgram(3)
                .withBadWords(List.of(List.of(1L, 2L)))
                .withForcedFirst(4)
                .withForcedLast(5)
                .withSuppressed(List.of(6L))
                .withBeginSuppressed(List.of(7L));
        assertThat(rules)
                .isEqualTo(new TokenRules(
                        1.5,
                        3,
                        List.of(List.of(1L, 2L)),
                        OptionalLong.of(4),
                        OptionalLong.of(5),
                        List.of(6L),
                        List.of(7L)));
    }

    @Test
    void theShorterOfTwoGreatestLengthsHolds() {
        assertThat(new Lengths(10, 4, 0, 0).limit(3)).isEqualTo(7);
        assertThat(new Lengths(10, 4, 0, 0).limit(8)).isEqualTo(10);
        assertThat(Lengths.newTokens(5).limit(2)).isEqualTo(7);
    }

    @Test
    void publishedSettingsHaveTheUsualValuesWhereTheyAreSilent() {
        assertThat(PublishedSettings.of(LEAST))
                .isEqualTo(GenerationSettings.greedy(new SpecialTokens(2, 2), Lengths.total(20)));
    }

    @Test
    void readsTheSettingsOfAPublishedSummarizer() {
        Map<String, Object> published = new HashMap<>(LEAST);
        published.put("bos_token_id", 0);
        published.put("forced_bos_token_id", 0);
        published.put("forced_eos_token_id", 2);
        published.put("early_stopping", true);
        published.put("length_penalty", 2.0);
        published.put("max_length", 142);
        published.put("min_length", 56);
        published.put("no_repeat_ngram_size", 3);
        published.put("num_beams", 4);
        published.put("suppress_tokens", null);
        published.put("transformers_version", "4.27.0");
        assertThat(PublishedSettings.of(published))
                .isEqualTo(new GenerationSettings(
                        new SpecialTokens(2, 2),
                        Lengths.total(142).atLeast(56),
                        new Search.Beam(4, 2.0, EarlyStopping.AT_ONCE),
                        TokenRules.NONE.withNoRepeatNgram(3).withForcedFirst(0).withForcedLast(2)));
    }

    @Test
    void readsTheOtherWaysToSearch() {
        assertThat(search(Map.of("num_beams", 2))).isEqualTo(new Search.Beam(2, 1, EarlyStopping.LIKELY));
        assertThat(search(Map.of("num_beams", 2, "early_stopping", "never")))
                .isEqualTo(new Search.Beam(2, 1, EarlyStopping.NEVER));
        assertThat(search(Map.of("do_sample", true))).isEqualTo(new Search.Sampling(1, 50, 1, 0));
        assertThat(search(Map.of("do_sample", true, "temperature", 0.7, "top_k", 0, "top_p", 0.9)))
                .isEqualTo(new Search.Sampling(0.7, 0, 0.9, 0));
    }

    @Test
    void readsSeveralEndsAndWords() {
        GenerationSettings settings = PublishedSettings.of(Map.of(
                "bos_token_id",
                5,
                "eos_token_id",
                List.of(1, 2),
                "max_length",
                10,
                "max_new_tokens",
                30,
                "bad_words_ids",
                List.of(List.of(58100), List.of(1, 2)),
                "begin_suppress_tokens",
                List.of(220, 50257)));
        assertThat(settings.tokens()).isEqualTo(new SpecialTokens(5, List.of(1L, 2L)));
        assertThat(settings.lengths()).isEqualTo(Lengths.newTokens(30));
        assertThat(settings.rules().badWords()).containsExactly(List.of(58100L), List.of(1L, 2L));
        assertThat(settings.rules().beginSuppressed()).containsExactly(220L, 50257L);
    }

    @Test
    void refusesPublishedSettingsThatMakeNoSense() {
        assertRefused(
                () -> PublishedSettings.of(Map.of("eos_token_id", 1)),
                "decoder_start_token_id is absent, but must be a token");
        assertRefused(() -> PublishedSettings.of(Map.of("bos_token_id", 1)), "eos_token_id is []");
        assertRefused(() -> search(Map.of("num_beams", "many")), "num_beams is many, but must be a whole number");
        assertRefused(() -> search(Map.of("num_beams", 1.5)), "num_beams is 1.5, but must be a whole number");
        assertRefused(() -> search(Map.of("num_beams", -1)), "num_beams is -1");
        assertRefused(
                () -> search(Map.of("num_beams", 2, "do_sample", true)),
                "num_beams is 2, but must be 1 if do_sample is true");
        assertRefused(() -> search(Map.of("num_beam_groups", 2)), "num_beam_groups is 2, but must be 1");
        assertRefused(() -> search(Map.of("do_sample", 1)), "do_sample is 1, but must be true or false");
        assertRefused(
                () -> search(Map.of("num_beams", 2, "early_stopping", "soon")),
                "early_stopping is soon, but must be true or false");
        assertRefused(() -> search(Map.of("repetition_penalty", "x")), "repetition_penalty is x, but must be a number");
        assertRefused(() -> search(Map.of("bad_words_ids", 1)), "bad_words_ids is 1, but must be a list of lists");
        assertRefused(
                () -> search(Map.of("bad_words_ids", List.of(1))), "bad_words_ids is 1, but must be a list of lists");
    }

    private static Search search(Map<String, Object> values) {
        Map<String, Object> published = new HashMap<>(LEAST);
        published.putAll(values);
        return PublishedSettings.of(published).search();
    }

    private static void assertRefused(ThrowingCallable action, String message) {
        assertThatThrownBy(action).isInstanceOf(InvalidSettingException.class).hasMessageStartingWith(message);
    }
}
