package cz.statex.aiworkers.core.lifecycle;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicReference;

/** Where the process stands. Thread-safe. */
public final class HostState {

    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.CREATED);
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
    public Stage stage() {
        return stage.get();
    }

    /** Whether the process itself is sound, whatever it depends on. */
    public boolean isAlive() {
        return stage.get() != Stage.FAILED;
    }

    /** Whether the process works normally. */
    public boolean isRunning() {
        return stage.get() == Stage.RUNNING;
    }

    /** The task types that an operator has paused here. */
    public Set<String> paused() {
        return new TreeSet<>(paused);
    }

    boolean advance(Stage from, Stage to) {
        return stage.compareAndSet(from, to);
    }

    void stopped() {
        stage.updateAndGet(present -> present == Stage.FAILED ? present : Stage.STOPPED);
    }

    void fail() {
        stage.updateAndGet(present -> present == Stage.STOPPED ? present : Stage.FAILED);
    }

    void pause(String taskType) {
        paused.add(taskType);
    }

    void resume(String taskType) {
        paused.remove(taskType);
    }
}
