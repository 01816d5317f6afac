package cz.statex.aiworkers.core.generation.settings;

/**
 * How long sequences may and must become, in tokens. Total lengths count the prefix (so at least the start token) and the
 * end token; new tokens are those after the row's own prefix.
 *
 * @param maxLength most tokens in total ({@code max_length}); 0 for no limit but {@code maxNewTokens}
 * @param maxNewTokens most new tokens ({@code max_new_tokens}); 0 for no limit but {@code maxLength}; if both are given, the first one reached holds
 * @param minLength tokens in total before which a sequence does not end ({@code min_length}); 0 for none
 * @param minNewTokens new tokens before which a sequence does not end ({@code min_new_tokens}); 0 for none
 */
public record Lengths(int maxLength, int maxNewTokens, int minLength, int minNewTokens) {

    /** No sequence is longer than this: more than any model here can hold, and an end to every loop. */
    public static final int LIMIT = 1 << 16;

    /** Refuses negative lengths, none at all, and a least length above the greatest. */
    public Lengths {
        InvalidSettingException.requireRange("max_length", maxLength, 0, LIMIT);
        InvalidSettingException.requireRange("max_new_tokens", maxNewTokens, 0, LIMIT);
        if (maxLength == 0 && maxNewTokens == 0) {
            throw new InvalidSettingException("max_length", 0, "1 to " + LIMIT + " unless max_new_tokens is given");
        }
        InvalidSettingException.requireRange("min_length", minLength, 0, maxLength == 0 ? LIMIT : maxLength);
        InvalidSettingException.requireRange(
                "min_new_tokens", minNewTokens, 0, maxNewTokens == 0 ? LIMIT : maxNewTokens);
    }

    /** At most {@code length} tokens in total. */
    public static Lengths total(int length) {
        return new Lengths(length, 0, 0, 0);
    }

    /** At most {@code tokens} new tokens. */
    public static Lengths newTokens(int tokens) {
        return new Lengths(0, tokens, 0, 0);
    }

    /** The same, with at least {@code length} tokens in total. */
    public Lengths atLeast(int length) {
        return new Lengths(maxLength, maxNewTokens, length, minNewTokens);
    }

    /** The same, with at least {@code tokens} new tokens. */
    public Lengths atLeastNew(int tokens) {
        return new Lengths(maxLength, maxNewTokens, minLength, tokens);
    }

    /** Most tokens in total for a row with a prefix of this length. */
    public int limit(int prefixLength) {
        int ofNew = maxNewTokens == 0 ? LIMIT : prefixLength + maxNewTokens;
        return Math.min(ofNew, maxLength == 0 ? LIMIT : maxLength);
    }
}
