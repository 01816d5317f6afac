package cz.statex.aiworkers.core.generation.settings;

import java.util.List;

/**
 * The tokens that frame a sequence.
 *
 * @param start the token that decoding begins with ({@code decoder_start_token_id})
 * @param ends the tokens that end a sequence ({@code eos_token_id}), at least one
 */
public record SpecialTokens(long start, List<Long> ends) {

    /** Refuses negative ids and a sequence without an end. */
    public SpecialTokens {
        ends = List.copyOf(ends);
        InvalidSettingException.requireRange("decoder_start_token_id", start, 0, Integer.MAX_VALUE);
        if (ends.isEmpty()) {
            throw new InvalidSettingException("eos_token_id", ends, "at least one token");
        }
        for (long end : ends) {
            InvalidSettingException.requireRange("eos_token_id", end, 0, Integer.MAX_VALUE);
        }
    }

    /** With one end token. */
    public SpecialTokens(long start, long end) {
        this(start, List.of(end));
    }

    /** Whether {@code token} ends a sequence. */
    public boolean isEnd(long token) {
        for (long end : ends) {
            if (end == token) {
                return true;
            }
        }
        return false;
    }
}
