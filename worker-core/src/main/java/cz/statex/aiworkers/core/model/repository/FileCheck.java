package cz.statex.aiworkers.core.model.repository;

/**
 * What a look at one file of a model found.
 *
 * @param file its name
 * @param state how it is
 */
public record FileCheck(String file, State state) {

    /** How a file is. */
    public enum State {
        /** It is what it should be. */
        OK,
        /** It is not here; the next load fetches or makes it. */
        MISSING,
        /** It was not what it should be, and is in quarantine now; the next load fetches or makes it anew. */
        BROKEN
    }
}
