package cz.statex.aiworkers.core.model.batch;

import cz.statex.aiworkers.core.model.ModelObserver;
import cz.statex.aiworkers.core.task.TaskStoppedException;
import cz.statex.aiworkers.core.task.TaskStoppedException.Reason;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What one task has in a batcher: its items and the answers that have come. Only some of a large task's items wait at a
 * time, so that a small task that comes later need not wait for all of them. Guarded by the batcher's lock.
 *
 * @param <I> what goes in
 * @param <O> what comes out
 */
final class Share<I, O> {

    private final Priority priority;
    private final long deadline;
    private final Condition changed;
    private final ModelObserver.Work work;
    private final Deque<Entry<I, O>> backlog;
    private final List<O> answers;
    private long tokensLeft;
    private long tokensOut;
    private int done;
    private int atWork;
    private boolean over;
    private @Nullable Throwable failure;

    /**
     * Takes a task's items.
     *
     * @param deadline when it must have ended, by the lanes' clock
     * @param changed signalled whenever something has ended
     * @param work told when a lane has taken the first item, and when it is over
     */
    Share(
            List<I> items,
            ToIntFunction<I> tokens,
            Priority priority,
            long deadline,
            Condition changed,
            ModelObserver.Work work) {
        this.priority = priority;
        this.deadline = deadline;
        this.changed = changed;
        this.work = work;
        this.answers = new ArrayList<>(Collections.nCopies(items.size(), null));
        List<Entry<I, O>> entries = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            I item = items.get(i);
            entries.add(new Entry<>(this, i, item, Math.max(1, tokens.applyAsInt(item))));
            tokensLeft += entries.get(i).tokens();
        }
        // Alike lengths wait at the same time, and what needs most memory comes first.
        entries.sort(Comparator.<Entry<I, O>>comparingInt(Entry::tokens).reversed());
        this.backlog = new ArrayDeque<>(entries);
    }

    Priority priority() {
        return priority;
    }

    long deadline() {
        return deadline;
    }

    /** Tokens of all items that have not ended. */
    long tokensLeft() {
        return tokensLeft;
    }

    /** Items that have been answered. */
    int done() {
        return done;
    }

    /** Whether nothing more will come: all answers are there, or it failed, or nobody wants them any more. */
    boolean isOver() {
        return over;
    }

    /** The answers, in the order of the items, once all have come. */
    List<O> answers() {
        return answers;
    }

    /** Why it failed, null if it did not. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Whether it has items that no lane has taken. */
    boolean isWaiting() {
        return !over && done + atWork < answers.size();
    }

    /** A lane has taken one of its items. */
    void taken() {
        if (done + atWork == 0) {
            work.begun();
        }
        atWork++;
    }

    /** The next item to wait, null if there is none or {@code window} tokens are on their way already. */
    @Nullable
    Entry<I, O> next(long window) {
        if (backlog.isEmpty() || tokensOut >= window) {
            return null;
        }
        Entry<I, O> entry = backlog.remove();
        tokensOut += entry.tokens();
        return entry;
    }

    /** Takes an answer; it must not be over. */
    void answer(Entry<I, O> entry, O answer) {
        answers.set(entry.index(), answer);
        tokensLeft -= entry.tokens();
        tokensOut -= entry.tokens();
        atWork--;
        done++;
        if (done == answers.size()) {
            over = true;
            work.ended(null);
        }
        changed.signalAll();
    }

    /** Ends it early; {@code cause} is null if nobody wants it any more. */
    void end(@Nullable Throwable cause) {
        over = true;
        failure = cause;
        tokensLeft = 0;
        backlog.clear();
        work.ended(cause == null ? new TaskStoppedException(Reason.CANCELLED) : cause);
        changed.signalAll();
    }

    /** Waits until more than {@code told} items are answered, or it is over, and tells how many are. */
    int awaitMoreThan(int told) throws InterruptedException {
        while (done == told && !over) {
            changed.await();
        }
        return done;
    }
}
