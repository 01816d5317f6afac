package cz.statex.aiworkers.core.model.batch;

import cz.statex.aiworkers.core.model.ModelObserver;
import cz.statex.aiworkers.core.model.device.DeviceOutOfMemoryException;
import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.core.task.TaskStoppedException;
import cz.statex.aiworkers.core.task.TaskStoppedException.Reason;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets concurrent tasks of one model share batches. A task hands in its items and waits; a lane that is free takes the item
 * whose turn it is and, with it, as many of like length as fit.
 *
 * <ul>
 *   <li>Greedy: a lane takes what waits when it becomes free, so while all are busy a batch forms by itself. Only a small
 *       batch waits, for a few milliseconds, and only while another one is computed and tasks have been coming that fast.
 *   <li>Token-budgeted and length-bucketed: see {@link BatchSettings}. What waits is shared out among the free lanes.
 *   <li>By priority and deadline: the batch is begun by the item that has waited longest, after a head start of the higher
 *       classes that is bounded, so that nothing starves; earliest deadlines join first. What cannot be ready in time fails
 *       as timed out and is not computed.
 *   <li>A task that is stopped takes its items out at once, and answers that still come for it are dropped. A failure is
 *       its own task's alone: see {@link BatchFunction}.
 * </ul>
 *
 * <p>Batches are made up and computed by the lanes, not by a thread of the batcher's own, which would add a handover to
 * each, nor by the tasks' threads, whose interrupts would hit other tasks' items. A task large enough to fill many batches
 * has only some of its items wait at a time, so that tasks that come later are served between them.
 *
 * <p>Sources: the token budget is that of the queue of Hugging Face's text-embeddings-inference; no delay by default, queue
 * limits, priority levels and timeouts are those of NVIDIA Triton's dynamic batcher; earliest deadline first is Liu and
 * Layland, "Scheduling Algorithms for Multiprogramming in a Hard-Real-Time Environment", 1973. Joining by the cost of a
 * call is our own.
 *
 * <p>Thread-safe. Ownership: whoever makes it closes it before the model that it computes with.
 *
 * @param <I> what goes in
 * @param <O> what comes out
 */
public final class Batcher<I, O> implements AutoCloseable {

    /** Batches for each lane that one task may have on their way: one computed, one ready to follow. */
    private static final int BATCHES_AHEAD = 2;

    /** Tasks without a limit are as urgent as those with this one. */
    private static final Duration LONGEST_LIMIT = Duration.ofDays(365);

    private static final Logger log = LoggerFactory.getLogger(Batcher.class);

    private final ModelRef ref;
    private final String model;
    private final BatchFunction<I, O> function;
    private final BatchSettings settings;
    private final BatchLanes lanes;
    private final ModelObserver observer;
    private final BatchRun<I, O> run;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition quiet = lock.newCondition();
    private final Set<Share<I, O>> shares = new HashSet<>();
    private final Planner<I, O> planner;
    private int summoned;
    private int computing;
    private long tokensInHand;
    private boolean wakeUpSet;
    private boolean closed;

    /**
     * Batches for {@code function} on {@code lanes}.
     *
     * @param ref the model, for messages and observers
     * @param observer told of every batch, and of every task's stay
     */
    public Batcher(
            ModelRef ref,
            BatchFunction<I, O> function,
            BatchSettings settings,
            BatchLanes lanes,
            ModelObserver observer) {
        this.ref = ref;
        this.model = ref.name() + "@" + ref.version();
        this.function = function;
        this.settings = settings;
        this.lanes = lanes;
        this.observer = ModelObserver.guarded(observer);
        this.planner = new Planner<>(settings, lanes.count());
        this.run = new BatchRun<>(model, function, new Results(), lanes.nanoTime());
    }

    /**
     * Computes a task's items, in company of other tasks' items, and waits for all answers.
     *
     * @param context whose priority and deadline count, and who may stop the task
     * @param progress told on this thread, whenever answers have come, how many there are now
     * @return the answers, in the order of the items
     * @throws TaskFailure if too much waits already, or the batcher is closed: the task is to be tried again
     * @throws TaskStoppedException if the task is stopped, or its deadline cannot be met
     * @throws InterruptedException if the caller is interrupted; its items are dropped
     * @throws RuntimeException what the function threw for one of the items alone
     */
    public List<O> compute(List<I> items, TaskContext context, IntConsumer progress)
            throws TaskFailure, InterruptedException {
        context.checkpoint();
        if (items.isEmpty()) {
            return List.of();
        }
        Share<I, O> share = admit(items, context.priority(), context.remaining());
        try {
            context.onStop(() -> drop(share));
            int told = 0;
            while (told < items.size()) {
                told = awaitMore(share, told, context);
                progress.accept(told);
                if (told < items.size()) {
                    context.checkpoint();
                }
            }
            return share.answers();
        } finally {
            drop(share);
        }
    }

    /** Takes a task's items in. */
    Share<I, O> admit(List<I> items, Priority priority, Duration remaining) throws TaskFailure {
        Duration limit = remaining.compareTo(LONGEST_LIMIT) < 0 ? remaining : LONGEST_LIMIT;
        long now = lanes.nanoTime().getAsLong();
        Share<I, O> share = new Share<>(
                items,
                function::tokens,
                priority,
                now + limit.toNanos(),
                lock.newCondition(),
                observer.batching(ref, items.size()));
        lock.lock();
        try {
            TaskFailure refusal = refusal(share);
            if (refusal != null) {
                share.end(refusal);
                throw refusal;
            }
            planner.arrived(now);
            shares.add(share);
            tokensInHand += share.tokensLeft();
            feed(share);
            summon();
            return share;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable TaskFailure refusal(Share<I, O> share) {
        if (closed) {
            return closing();
        }
        long tokens = tokensInHand + share.tokensLeft();
        return tokensInHand > 0 && tokens > settings.maxTokensInHand() ? full() : null;
    }

    private TaskFailure closing() {
        return new TaskFailure.Retryable(
                ErrorCode.MODEL_UNAVAILABLE, "model " + model + " leaves memory; the task is tried again", null);
    }

    private TaskFailure full() {
        return new TaskFailure.Retryable(
                ErrorCode.MODEL_UNAVAILABLE,
                tokensInHand + " tokens wait for model " + model + ", and at most " + settings.maxTokensInHand()
                        + " may; the task is tried again",
                null,
                planner.leastTime(tokensInHand));
    }

    /** Waits for more than {@code told} answers and tells how many there are. */
    private int awaitMore(Share<I, O> share, int told, TaskContext context) throws TaskFailure, InterruptedException {
        lock.lockInterruptibly();
        try {
            int done = share.awaitMoreThan(told);
            if (done > told) {
                return done;
            }
        } finally {
            lock.unlock();
        }
        Throwable failure = share.failure();
        if (failure == null) {
            context.checkpoint();
            throw new TaskStoppedException(Reason.CANCELLED);
        }
        throw rethrown(failure);
    }

    private RuntimeException rethrown(Throwable failure) throws TaskFailure {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof TaskFailure typed) {
            throw typed;
        }
        return failure instanceof RuntimeException unchecked
                ? unchecked
                : new IllegalStateException("model " + model + " failed on an item", failure);
    }

    /** Lets items of {@code share} wait as its window allows. */
    private void feed(Share<I, O> share) {
        long window = (long) BATCHES_AHEAD * lanes.count() * settings.maxTokens();
        long now = lanes.nanoTime().getAsLong();
        for (Entry<I, O> next = share.next(window); next != null; next = share.next(window)) {
            planner.add(next, now);
        }
    }

    /** Asks for as many lanes as what waits is worth. */
    private void summon() {
        long wanted = Math.min(planner.lanesWorth(), lanes.count() - computing);
        try {
            while (summoned < wanted) {
                lanes.executor().execute(this::serve);
                summoned++;
            }
        } catch (RejectedExecutionException e) {
            List.copyOf(shares).stream().filter(Share::isWaiting).forEach(share -> end(share, closing()));
        }
    }

    /** What a summoned lane does: one batch. */
    private void serve() {
        List<Entry<I, O>> batch;
        lock.lock();
        try {
            summoned--;
            batch = take();
            if (batch.isEmpty()) {
                return;
            }
            computing++;
        } finally {
            lock.unlock();
        }
        try {
            run.run(batch);
        } finally {
            locked(this::leave);
        }
    }

    private void leave() {
        computing--;
        summon();
        quiet.signalAll();
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    /** Takes a batch out of the queue; none if nothing waits, or it shall wait for company. */
    private List<Entry<I, O>> take() {
        long now = lanes.nanoTime().getAsLong();
        for (Share<I, O> late = planner.late(now); late != null; late = planner.late(now)) {
            end(late, new TaskStoppedException(Reason.TIMEOUT));
        }
        Planner.Plan<I, O> plan = planner.next(now, computing);
        if (plan.waitNanos() > 0) {
            wakeUpAfter(plan.waitNanos());
        }
        return plan.batch();
    }

    private void wakeUpAfter(long nanos) {
        if (!wakeUpSet) {
            wakeUpSet = true;
            lanes.delay().after(Duration.ofNanos(nanos), this::wakeUp);
        }
    }

    private void wakeUp() {
        locked(() -> {
            wakeUpSet = false;
            summon();
        });
    }

    /** Nobody wants the answers any more: what waits leaves the queue, and what is being computed is for nobody. */
    void drop(Share<I, O> share) {
        locked(() -> end(share, null));
    }

    private void end(Share<I, O> share, @Nullable Throwable cause) {
        if (!share.isOver()) {
            planner.removeAll(share);
            tokensInHand -= share.tokensLeft();
            share.end(cause);
        }
        shares.remove(share);
    }

    /** Refuses new items, fails the tasks whose items wait, and returns when the lanes have left. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            List.copyOf(shares).stream().filter(Share::isWaiting).forEach(share -> end(share, closing()));
            while (computing > 0) {
                quiet.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Brings to the tasks what the lanes found out. */
    private final class Results implements BatchRun.Outcome<I, O> {

        @Override
        public boolean isWanted(Entry<I, O> entry) {
            lock.lock();
            try {
                long now = lanes.nanoTime().getAsLong();
                if (!entry.share().isOver() && planner.isLate(entry, now)) {
                    end(entry.share(), new TaskStoppedException(Reason.TIMEOUT));
                }
                return !entry.share().isOver();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void computed(List<Entry<I, O>> batch, List<O> answers, long nanos) {
            int longest = longest(batch);
            long tokens = batch.stream().mapToLong(Entry::tokens).sum();
            lock.lock();
            try {
                planner.computed((long) batch.size() * longest, nanos);
                for (int row = 0; row < batch.size(); row++) {
                    answer(batch.get(row), answers.get(row));
                }
                summon();
            } finally {
                lock.unlock();
            }
            observer.batched(ref, batch.size(), longest, tokens);
        }

        private int longest(List<Entry<I, O>> batch) {
            return batch.stream().mapToInt(Entry::tokens).max().orElseThrow();
        }

        private void answer(Entry<I, O> entry, O answer) {
            Share<I, O> share = entry.share();
            if (!share.isOver()) {
                tokensInHand -= entry.tokens();
                share.answer(entry, answer);
                feed(share);
            }
        }

        @Override
        public void failed(Entry<I, O> entry, Throwable cause) {
            locked(() -> end(entry.share(), cause));
        }

        @Override
        public void retried(List<Entry<I, O>> batch, Exception cause) {
            // Its class only: a message of the engine might quote the input.
            String failure = cause.getClass().getSimpleName();
            log.warn("{} items failed together in model {} ({}) and are tried in parts", batch.size(), model, failure);
            if (cause instanceof DeviceOutOfMemoryException) {
                locked(() -> planner.tooLarge((long) batch.size() * longest(batch)));
            }
        }
    }
}
