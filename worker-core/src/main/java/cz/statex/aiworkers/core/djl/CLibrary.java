package cz.statex.aiworkers.core.djl;

import com.sun.jna.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the C library return what it keeps for later allocations to the system. Models come and go in pieces of all
 * sizes, which fragments its heaps: without this a process that loads and closes models grows to several times of what
 * they take. Only glibc can be told; elsewhere nothing happens. Thread-safe.
 */
final class CLibrary {

    private static final Logger log = LoggerFactory.getLogger(CLibrary.class);

    private static final @Nullable Function MALLOC_TRIM = find();

    private CLibrary() {}

    /** Returns what it can; allocations of other threads wait a few milliseconds meanwhile. */
    static void trim() {
        if (MALLOC_TRIM != null) {
            MALLOC_TRIM.invokeInt(new Object[] {0L});
        }
    }

    private static @Nullable Function find() {
        try {
            return Function.getFunction("c", "malloc_trim");
        } catch (LinkageError e) {
            log.debug("this C library cannot be told to return memory", e);
            return null;
        }
    }
}
