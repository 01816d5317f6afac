package cz.statex.aiworkers.core.generation.settings;

import java.util.List;
import java.util.OptionalLong;

/**
 * Rules for which tokens may be chosen.
 *
 * @param repetitionPenalty divides the score of tokens that are already in the sequence ({@code repetition_penalty}); 1 for none. "CTRL", Keskar et al. 2019, arXiv:1909.05858, section 4.1
 * @param noRepeatNgram no n tokens in a row occur twice ({@code no_repeat_ngram_size}); 0 for no such rule
 * @param badWords sequences of tokens that never occur ({@code bad_words_ids})
 * @param forcedFirst the token that follows the start token ({@code forced_bos_token_id}); holds only for prefixes of one token
 * @param forcedLast the token at the greatest length ({@code forced_eos_token_id})
 * @param suppressed tokens that never occur ({@code suppress_tokens})
 * @param beginSuppressed tokens that are never the first chosen one ({@code begin_suppress_tokens})
 */
public record TokenRules(
        double repetitionPenalty,
        int noRepeatNgram,
        List<List<Long>> badWords,
        OptionalLong forcedFirst,
        OptionalLong forcedLast,
        List<Long> suppressed,
        List<Long> beginSuppressed) {

    /** No rules. */
    public static final TokenRules NONE =
            new TokenRules(1, 0, List.of(), OptionalLong.empty(), OptionalLong.empty(), List.of(), List.of());

    private static final double MAX_REPETITION_PENALTY = 100;

    /** Refuses numbers out of range, negative tokens and empty words. */
    public TokenRules {
        badWords = badWords.stream().map(List::copyOf).toList();
        suppressed = List.copyOf(suppressed);
        beginSuppressed = List.copyOf(beginSuppressed);
        if (!(repetitionPenalty > 0 && repetitionPenalty <= MAX_REPETITION_PENALTY)) {
            throw new InvalidSettingException(
                    "repetition_penalty", repetitionPenalty, "above 0, to " + MAX_REPETITION_PENALTY);
        }
        InvalidSettingException.requireRange("no_repeat_ngram_size", noRepeatNgram, 0, Lengths.LIMIT);
        for (List<Long> word : badWords) {
            if (word.isEmpty()) {
                throw new InvalidSettingException("bad_words_ids", word, "sequences of at least one token");
            }
            word.forEach(token -> requireToken("bad_words_ids", token));
        }
        forcedFirst.ifPresent(token -> requireToken("forced_bos_token_id", token));
        forcedLast.ifPresent(token -> requireToken("forced_eos_token_id", token));
        suppressed.forEach(token -> requireToken("suppress_tokens", token));
        beginSuppressed.forEach(token -> requireToken("begin_suppress_tokens", token));
    }

    private static void requireToken(String setting, long token) {
        InvalidSettingException.requireRange(setting, token, 0, Integer.MAX_VALUE);
    }

    /** The same with another repetition penalty. */
    public TokenRules withRepetitionPenalty(double penalty) {
        return new TokenRules(penalty, noRepeatNgram, badWords, forcedFirst, forcedLast, suppressed, beginSuppressed);
    }

    /** The same without repetitions of {@code n} tokens. */
    public TokenRules withNoRepeatNgram(int n) {
        return new TokenRules(repetitionPenalty, n, badWords, forcedFirst, forcedLast, suppressed, beginSuppressed);
    }

    /** The same without these words. */
    public TokenRules withBadWords(List<List<Long>> words) {
        return new TokenRules(
                repetitionPenalty, noRepeatNgram, words, forcedFirst, forcedLast, suppressed, beginSuppressed);
    }

    /** The same with this token after the start token. */
    public TokenRules withForcedFirst(long token) {
        return new TokenRules(
                repetitionPenalty,
                noRepeatNgram,
                badWords,
                OptionalLong.of(token),
                forcedLast,
                suppressed,
                beginSuppressed);
    }

    /** The same with this token at the greatest length. */
    public TokenRules withForcedLast(long token) {
        return new TokenRules(
                repetitionPenalty,
                noRepeatNgram,
                badWords,
                forcedFirst,
                OptionalLong.of(token),
                suppressed,
                beginSuppressed);
    }

    /** The same without these tokens. */
    public TokenRules withSuppressed(List<Long> tokens) {
        return new TokenRules(
                repetitionPenalty, noRepeatNgram, badWords, forcedFirst, forcedLast, tokens, beginSuppressed);
    }

    /** The same without these tokens at the beginning. */
    public TokenRules withBeginSuppressed(List<Long> tokens) {
        return new TokenRules(repetitionPenalty, noRepeatNgram, badWords, forcedFirst, forcedLast, suppressed, tokens);
    }
}
