package cz.statex.aiworkers.core.execution;

import cz.statex.aiworkers.orchestrator.protocol.Priority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fixed number of threads that work on deliveries, higher priority classes first, then in order of arrival. It owns
 * the threads and the deliveries that wait. Platform threads, because native inference pins its thread. Thread-safe.
 */
public final class TaskSlots implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TaskSlots.class);

    /** Far more than all prefetch windows together: whoever exceeds it ignores the prefetch. */
    private static final int MAX_WAITING = 10_000;

    private static final Comparator<Waiting> ORDER = Comparator.<Waiting, Priority>comparing(
                    waiting -> waiting.delivery.priority())
            .thenComparingLong(Waiting::arrival);

    private final Consumer<Delivery> work;
    private final List<Thread> threads = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Condition idle = lock.newCondition();
    private final PriorityQueue<Waiting> queue = new PriorityQueue<>(ORDER);
    private long arrivals;
    private int busy;
    private boolean draining;
    private boolean closed;

    /** Starts {@code slots} threads that hand deliveries to {@code work}, which must not throw. */
    public TaskSlots(int slots, Consumer<Delivery> work) {
        if (slots < 1) {
            throw new IllegalArgumentException("a worker needs at least one slot, not " + slots);
        }
        this.work = work;
        for (int i = 1; i <= slots; i++) {
            Thread thread = new Thread(this::serve, "aiw-task-" + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    /** Takes a delivery; once draining has begun, or if far too many wait, hands it back instead. Never blocks. */
    public void accept(Delivery delivery) {
        lock.lock();
        try {
            if (!draining && queue.size() < MAX_WAITING) {
                queue.add(new Waiting(delivery, arrivals++));
                arrived.signal();
                return;
            }
        } finally {
            lock.unlock();
        }
        delivery.handBack();
    }

    /** How many deliveries are worked on at once. */
    public int capacity() {
        return threads.size();
    }

    /** How many are worked on now. */
    public int busy() {
        lock.lock();
        try {
            return busy;
        } finally {
            lock.unlock();
        }
    }

    /** How many wait for a slot. */
    public int waiting() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes no more deliveries, hands back those that wait, and waits for those that are worked on.
     *
     * @return whether all slots are idle; if not, tell the work to stop and call again
     */
    public boolean drain(Duration grace) {
        List<Waiting> back = new ArrayList<>();
        lock.lock();
        try {
            draining = true;
            back.addAll(queue);
            queue.clear();
        } finally {
            lock.unlock();
        }
        back.forEach(waiting -> waiting.delivery.handBack());
        return awaitIdle(grace);
    }

    private boolean awaitIdle(Duration grace) {
        long nanos = grace.toNanos();
        lock.lock();
        try {
            while (busy > 0) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = idle.awaitNanos(nanos);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Drains without waiting for the work and ends the threads; one that still works ends when its work does. */
    @Override
    public void close() {
        drain(Duration.ZERO);
        lock.lock();
        try {
            closed = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void serve() {
        for (Delivery next = take(); next != null; next = take()) {
            try {
                work.accept(next);
            } catch (RuntimeException e) {
                log.error(
                        "A delivery of {} broke the pipeline; it comes again when this worker disconnects",
                        next.queueTaskType(),
                        e);
            } finally {
                release();
            }
        }
    }

    private @Nullable Delivery take() {
        lock.lock();
        try {
            while (queue.isEmpty()) {
                if (closed) {
                    return null;
                }
                arrived.awaitUninterruptibly();
            }
            busy++;
            return queue.remove().delivery;
        } finally {
            lock.unlock();
        }
    }

    private void release() {
        lock.lock();
        try {
            busy--;
            if (busy == 0) {
                idle.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private record Waiting(Delivery delivery, long arrival) {}
}
