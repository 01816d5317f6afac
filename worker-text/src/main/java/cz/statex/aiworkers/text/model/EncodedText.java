package cz.statex.aiworkers.text.model;

/** A text as a model reads it. */
public final class EncodedText {

    private final long[] ids;
    private final boolean truncated;

    EncodedText(long[] ids, boolean truncated) {
        this.ids = ids;
        this.truncated = truncated;
    }

    /** Number of tokens, those that mark begin and end included. */
    public int tokens() {
        return ids.length;
    }

    /** Whether the text was longer than the model reads, so that its end was cut off. */
    public boolean truncated() {
        return truncated;
    }

    /** The tokens. Not a copy. */
    public long[] ids() {
        return ids;
    }
}
