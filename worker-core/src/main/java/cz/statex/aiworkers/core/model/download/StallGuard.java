package cz.statex.aiworkers.core.model.download;

import cz.statex.aiworkers.core.model.source.Content;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes a transfer in which nothing has moved for a while, so that whoever reads it gets an error. */
final class StallGuard implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StallGuard.class);

    private final Content content;
    private final Duration limit;
    private final ScheduledExecutorService watch;
    private volatile long lastMove = System.nanoTime();
    private volatile boolean stalled;

    /** Watches {@code content} until closed. */
    StallGuard(Content content, Duration limit) {
        this.content = content;
        this.limit = limit;
        this.watch = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "aiw-model-stall");
            thread.setDaemon(true);
            return thread;
        });
        long period = Math.max(1, limit.toMillis() / 4);
        var unused = watch.scheduleWithFixedDelay(this::look, period, period, TimeUnit.MILLISECONDS);
    }

    /** Bytes have come. */
    void moved() {
        lastMove = System.nanoTime();
    }

    /** Whether the transfer was closed because nothing came. */
    boolean stalled() {
        return stalled;
    }

    private void look() {
        if (!stalled && System.nanoTime() - lastMove > limit.toNanos()) {
            stalled = true;
            try {
                content.close();
            } catch (IOException e) {
                log.debug("closing a stalled transfer failed; its reader is told all the same", e);
            }
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
