package cz.statex.aiworkers.core.config;

/** What adapters report besides tasks; see ObservationAutoConfiguration. */
interface RuntimeCounters {

    /** A result's reply queue was gone. */
    void unroutableReply();

    /** A call to the shared cache failed. */
    void cacheUnavailable();
}
