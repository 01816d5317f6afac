package cz.statex.aiworkers.core.model.batch;

import cz.statex.aiworkers.orchestrator.protocol.Priority;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides what is computed next: the item whose turn it is and what goes well with it, now or a little later. Guarded by
 * the batcher's lock.
 *
 * @param <I> what goes in
 * @param <O> what comes out
 */
final class Planner<I, O> {

    private final BatchSettings settings;
    private final int lanes;
    private final BatchQueue<I, O> queue = new BatchQueue<>();
    private final Pace pace = new Pace();
    private final TokenBudget budget;
    private long arrivals;

    /**
     * What a lane is to do.
     *
     * @param batch the batch, none if nothing waits or it had better wait
     * @param waitNanos when to ask again, 0 if there is nothing to wait for
     */
    record Plan<I, O>(List<Entry<I, O>> batch, long waitNanos) {}

    /** Plans for so many lanes. */
    Planner(BatchSettings settings, int lanes) {
        this.settings = settings;
        this.lanes = lanes;
        this.budget = new TokenBudget(settings.maxTokens());
    }

    /** A task came. */
    void arrived(long now) {
        pace.arrived(now);
    }

    /** An item waits from now on. */
    void add(Entry<I, O> entry, long now) {
        entry.waits(now, arrivals++);
        queue.add(entry);
    }

    /** No item of {@code share} waits any more. */
    void removeAll(Share<I, O> share) {
        queue.removeAll(share);
    }

    /** How many lanes what waits is worth. */
    long lanesWorth() {
        return Math.min(queue.size(), Math.max(1, queue.tokens() / settings.smallTokens()));
    }

    /** Whether {@code entry} could not be ready in time even if it were computed now, alone, as fast as any was so far. */
    boolean isLate(Entry<I, O> entry, long now) {
        return entry.share().deadline() - now <= pace.leastNanos(entry.tokens() + settings.callTokens());
    }

    /** The task whose turn it is but whose time has passed, null if there is none. */
    @Nullable
    Share<I, O> late(long now) {
        Entry<I, O> first = queue.first();
        return first != null && isLate(first, now) ? first.share() : null;
    }

    /** Takes a batch out of the queue, for a lane beside {@code computing} others. */
    Plan<I, O> next(long now, int computing) {
        Entry<I, O> seed = queue.first();
        if (seed == null) {
            return new Plan<>(List.of(), 0);
        }
        long most = Math.min(budget.tokens(), fairTokens(lanes - computing));
        Draft<I, O> draft = new Draft<>(seed, settings, most, pace, now);
        queue.fill(draft);
        long wait = worthWaiting(seed, draft, now, computing > 0);
        if (wait > 0) {
            return new Plan<>(List.of(), wait);
        }
        for (Entry<I, O> entry : draft.entries()) {
            queue.remove(entry);
            entry.share().taken();
        }
        return new Plan<>(draft.entries(), 0);
    }

    /** What one of so many free lanes should take, so that the others have work too. */
    private long fairTokens(int free) {
        return free == 1 ? Long.MAX_VALUE : Math.max(settings.smallTokens(), queue.tokens() / free);
    }

    /** For how many nanoseconds a batch had better wait for company; 0 if that cannot help. */
    private long worthWaiting(Entry<I, O> seed, Draft<I, O> draft, long now, boolean busy) {
        long left = settings.maxWait().toNanos() - (now - seed.waitingSince());
        boolean small = draft.hasRoom() && draft.paddedTokens() < settings.smallTokens();
        boolean expected = pace.expectsArrivalWithin(settings.maxWait().toNanos());
        boolean urgent = seed.share().priority() == Priority.HIGH
                || seed.share().deadline() - now
                        <= left + pace.leastNanos(draft.paddedTokens() + settings.callTokens());
        return small && busy && expected && !urgent ? Math.max(0, left) : 0;
    }

    /** A batch of so many tokens, padding included, took so long. */
    void computed(long paddedTokens, long nanos) {
        pace.computed(paddedTokens + settings.callTokens(), nanos);
        budget.computed(paddedTokens);
    }

    /** The device had too little memory for a batch of so many tokens. */
    void tooLarge(long paddedTokens) {
        budget.tooLarge(paddedTokens);
    }

    /** The least time in which so many tokens can be worked off. */
    Duration leastTime(long tokens) {
        return Duration.ofNanos(pace.leastNanos(tokens) / lanes);
    }
}
