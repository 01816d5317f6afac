package cz.statex.aiworkers.core.store;

/**
 * How the store works.
 *
 * @param maxGroup how many requests may share one commit, at least 1; more callers wait for the next one
 */
public record StoreSettings(int maxGroup) {

    /** Enough for every slot of a large worker. */
    public static final StoreSettings DEFAULT = new StoreSettings(128);

    /** Checks the bounds. */
    public StoreSettings {
        if (maxGroup < 1) {
            throw new IllegalArgumentException("maxGroup must be at least 1, is " + maxGroup);
        }
    }
}
