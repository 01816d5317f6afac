package cz.statex.aiworkers.text.provider;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A provider answered with a status that is no success. Its answer's body is dropped: it may repeat the question. */
final class RefusedException extends IOException {

    private final int status;
    private final transient @Nullable Duration retryAfter;

    RefusedException(int status, @Nullable Duration retryAfter) {
        super("status " + status);
        this.status = status;
        this.retryAfter = retryAfter;
    }

    int status() {
        return status;
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }
}
