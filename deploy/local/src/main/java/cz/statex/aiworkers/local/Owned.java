package cz.statex.aiworkers.local;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been opened so far, closed in reverse order; also while more is still being opened. Thread-safe. */
public final class Owned implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Owned.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private boolean closed;

    /**
     * Takes a part over.
     *
     * @throws FleetException if everything was closed meanwhile; the part is closed then, too
     */
    public <T extends AutoCloseable> T own(T part) {
        synchronized (this) {
            if (!closed) {
                parts.push(part);
                return part;
            }
        }
        close(part);
        throw new FleetException("stopped while starting");
    }

    @Override
    public void close() {
        Deque<AutoCloseable> remaining;
        synchronized (this) {
            closed = true;
            remaining = new ArrayDeque<>(parts);
            parts.clear();
        }
        remaining.forEach(Owned::close);
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            log.warn("Cannot close {}; going on with the rest", part.getClass().getSimpleName(), e);
        }
    }
}
