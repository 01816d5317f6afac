package cz.statex.aiworkers.core.djl;

import java.util.regex.Pattern;

/** Tells the engine's "no memory left" from its other failures, which have the same type: by what libtorch writes. */
final class OutOfMemory {

    private static final Pattern WORDS = Pattern.compile(
            "CUDA out of memory|CUDA error: out of memory|DefaultCPUAllocator: (can't allocate|not enough) memory"
                    + "|CU(DA|BLAS)_(STATUS_ALLOC_FAILED|ERROR_OUT_OF_MEMORY)",
            Pattern.CASE_INSENSITIVE);

    private OutOfMemory() {}

    /** Whether a failure of the engine, or a cause of it, means that its device has no memory left. */
    static boolean isMeantBy(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (message != null && WORDS.matcher(message).find()) {
                return true;
            }
        }
        return false;
    }
}
