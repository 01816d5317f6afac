package cz.statex.aiworkers.core.generation.rule;

import cz.statex.aiworkers.core.generation.settings.GenerationSettings;
import cz.statex.aiworkers.core.generation.settings.InvalidSettingException;
import cz.statex.aiworkers.core.generation.settings.SpecialTokens;
import cz.statex.aiworkers.core.generation.settings.TokenRules;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The rules that settings ask for, in the order in which transformers applies them: it matters, since a forced token
 * overrides what the rules before it have made impossible.
 */
public final class Rules {

    private Rules() {}

    /** The rules of {@code settings}, in order. */
    public static List<ScoreRule> of(GenerationSettings settings) {
        TokenRules wanted = settings.rules();
        List<ScoreRule> rules = new ArrayList<>();
        if (wanted.repetitionPenalty() != 1) {
            rules.add(new RepetitionPenalty((float) wanted.repetitionPenalty()));
        }
        if (wanted.noRepeatNgram() > 0) {
            rules.add(new NoRepeatNgram(wanted.noRepeatNgram()));
        }
        wanted.badWords().stream()
                .filter(word -> word.size() > 1 || !settings.tokens().isEnd(word.get(0)))
                .map(BadWord::new)
                .forEach(rules::add);
        if (settings.lengths().minLength() > 0 || settings.lengths().minNewTokens() > 0) {
            rules.add(minLength(settings));
        }
        wanted.forcedFirst().ifPresent(token -> rules.add(forcedFirst(token)));
        wanted.forcedLast().ifPresent(token -> rules.add(forcedLast(settings, token)));
        if (!wanted.suppressed().isEmpty()) {
            rules.add((tokens, scores) ->
                    wanted.suppressed().forEach(token -> suppress("suppress_tokens", token, scores)));
        }
        if (!wanted.beginSuppressed().isEmpty()) {
            rules.add(beginSuppressed(wanted));
        }
        return rules;
    }

    private static ScoreRule minLength(GenerationSettings settings) {
        int total = settings.lengths().minLength();
        int ofNew = settings.lengths().minNewTokens();
        SpecialTokens special = settings.tokens();
        return (tokens, scores) -> {
            if (tokens.length() < total || tokens.generated() < ofNew) {
                special.ends().forEach(end -> suppress("eos_token_id", end, scores));
            }
        };
    }

    private static ScoreRule forcedFirst(long token) {
        return (tokens, scores) -> {
            if (tokens.length() == 1) {
                scores.force(index("forced_bos_token_id", token, scores));
            }
        };
    }

    private static ScoreRule forcedLast(GenerationSettings settings, long token) {
        return (tokens, scores) -> {
            if (tokens.length() == settings.lengths().limit(tokens.prefixLength()) - 1) {
                scores.force(index("forced_eos_token_id", token, scores));
            }
        };
    }

    /** A token that is forced comes first in any case: what may not begin, may not follow it either. */
    private static ScoreRule beginSuppressed(TokenRules wanted) {
        OptionalLong forced = wanted.forcedFirst();
        return (tokens, scores) -> {
            int first = forced.isPresent() && tokens.prefixLength() == 1 ? 1 : 0;
            if (tokens.generated() == first) {
                wanted.beginSuppressed().forEach(token -> suppress("begin_suppress_tokens", token, scores));
            }
        };
    }

    private static void suppress(String setting, long token, TokenScores scores) {
        scores.suppress(index(setting, token, scores));
    }

    /** The token as an index of the scores. */
    static int index(String setting, long token, TokenScores scores) {
        if (token >= scores.vocabulary()) {
            throw new InvalidSettingException(
                    setting, token, "less than the model's " + scores.vocabulary() + " tokens");
        }
        return (int) token;
    }
}
