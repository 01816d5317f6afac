package cz.statex.aiworkers.core.lifecycle;

import cz.statex.aiworkers.core.execution.DeliverySource;
import cz.statex.aiworkers.core.registry.BackgroundThread;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this process from taking tasks that operators have paused. Task types are paused for all workers, and the store
 * remembers which: it is asked at the start, again and again, and whenever orders may have been missed. A pause of this
 * process alone ends with the process. One thread, {@code aiw-pauses}. Thread-safe.
 */
public final class Pauses implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Pauses.class);
    private static final String PURPOSE = "ask the store what is paused";

    private final Set<String> taskTypes;
    private final DeliverySource source;
    private final HostState state;
    private final Supplier<Set<String>> stored;
    private final Duration interval;
    private final BackgroundThread thread = new BackgroundThread("aiw-pauses");
    private Set<String> pausedTypes = Set.of();
    private boolean processPaused;
    private long orders;

    /**
     * Prepares the keeper; nothing is paused before {@link #start}.
     *
     * @param taskTypes what this process serves
     * @param source paused and resumed
     * @param state told what is paused
     * @param stored the task types that are paused for all workers, from the store
     * @param interval between questions to the store
     */
    public Pauses(
            Set<String> taskTypes,
            DeliverySource source,
            HostState state,
            Supplier<Set<String>> stored,
            Duration interval) {
        this.taskTypes = Set.copyOf(taskTypes);
        this.source = source;
        this.state = state;
        this.stored = stored;
        this.interval = interval;
    }

    /** Pauses what the store says is paused, and goes on asking it; throws what the store throws the first time. */
    public void start() {
        ask();
        thread.repeat(interval, PURPOSE, this::ask);
    }

    /** Asks the store soon: orders may have been missed. Returns at once. */
    public void askSoon() {
        thread.once(PURPOSE, this::ask);
    }

    /** Obeys an order to take no more tasks of one type, or of any if it is null. */
    synchronized void pause(@Nullable String taskType) {
        order(taskType, true);
    }

    /** Obeys an order to take tasks of one type again; null ends a pause of this process and no other. */
    synchronized void resume(@Nullable String taskType) {
        order(taskType, false);
    }

    @Override
    public void close() {
        thread.close();
    }

    void ask() {
        long before = ordersSoFar();
        Set<String> answer = stored.get();
        synchronized (this) {
            // An order that came meanwhile is younger than the answer may be.
            if (orders == before) {
                pausedTypes = answer;
                apply();
            }
        }
    }

    private synchronized long ordersSoFar() {
        return orders;
    }

    private void order(@Nullable String taskType, boolean paused) {
        orders++;
        if (taskType == null) {
            processPaused = paused;
        } else {
            Set<String> changed = new HashSet<>(pausedTypes);
            if (paused) {
                changed.add(taskType);
            } else {
                changed.remove(taskType);
            }
            pausedTypes = changed;
        }
        apply();
    }

    private void apply() {
        Set<String> before = state.paused();
        for (String taskType : taskTypes) {
            boolean paused = processPaused || pausedTypes.contains(taskType);
            if (paused && !before.contains(taskType)) {
                log.info("Taking no more tasks of {} until told to resume", taskType);
                state.pause(taskType);
                source.pause(taskType);
            } else if (!paused && before.contains(taskType)) {
                log.info("Taking tasks of {} again", taskType);
                state.resume(taskType);
                source.resume(taskType);
            }
        }
    }
}
