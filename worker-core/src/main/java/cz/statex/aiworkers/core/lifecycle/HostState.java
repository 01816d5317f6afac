package cz.statex.aiworkers.core.lifecycle;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;

/** Where the process stands. Thread-safe. */
public final class HostState {

    private Stage stage = Stage.CREATED;
    private final Set<String> paused = new ConcurrentSkipListSet<>();

    /** The stages of a process, in order; FAILED can follow any but STOPPED. */
    public enum Stage {
        /** Nothing has happened yet. */
        CREATED,
        /** Connecting and loading. */
        STARTING,
        /** Takes tasks, unless paused. */
        RUNNING,
        /** Takes no more tasks; running ones end. */
        STOPPING,
        /** Stopped in good order. */
        STOPPED,
        /** Cannot go on: the process must be replaced. */
        FAILED
    }

    /** The present stage. */
    public synchronized Stage stage() {
        return stage;
    }

    /** Whether the process itself is sound, whatever it depends on. */
    public boolean isAlive() {
        return stage() != Stage.FAILED;
    }

    /** Whether the process works normally. */
    public boolean isRunning() {
        return stage() == Stage.RUNNING;
    }

    /** The task types that an operator has paused here. */
    public Set<String> paused() {
        return new TreeSet<>(paused);
    }

    synchronized boolean advance(Stage from, Stage to) {
        boolean advances = stage == from;
        if (advances) {
            stage = to;
        }
        return advances;
    }

    synchronized void stopped() {
        stage = stage == Stage.FAILED ? Stage.FAILED : Stage.STOPPED;
    }

    synchronized void fail() {
        stage = stage == Stage.STOPPED ? Stage.STOPPED : Stage.FAILED;
    }

    void pause(String taskType) {
        paused.add(taskType);
    }

    void resume(String taskType) {
        paused.remove(taskType);
    }
}
