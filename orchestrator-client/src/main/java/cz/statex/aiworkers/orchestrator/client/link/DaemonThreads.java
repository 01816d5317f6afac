package cz.statex.aiworkers.orchestrator.client.link;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes named threads that do not keep the process alive. Thread-safe. */
public final class DaemonThreads implements ThreadFactory {

    private final String name;
    private final AtomicInteger number = new AtomicInteger();

    /** Threads named {@code name-1}, {@code name-2} and so on. */
    public DaemonThreads(String name) {
        this.name = name;
    }

    @Override
    public Thread newThread(Runnable work) {
        Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }
}
