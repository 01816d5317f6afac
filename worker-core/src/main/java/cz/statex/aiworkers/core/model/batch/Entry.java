package cz.statex.aiworkers.core.model.batch;

import java.util.Comparator;

/**
 * One item of a task, from its admission until it has ended. Guarded by the batcher's lock.
 *
 * @param <I> what goes in
 * @param <O> what comes out
 */
final class Entry<I, O> {

    /** Whose turn it is to begin a batch: first come first served, but for a head start of the higher classes. */
    static final Comparator<Entry<?, ?>> BY_TURN = (left, right) ->
            left.turn != right.turn ? Long.signum(left.turn - right.turn) : Long.compare(left.number, right.number);

    /** Who joins a batch of alike lengths: earliest deadline first within a class. */
    static final Comparator<Entry<?, ?>> BY_DEADLINE = (left, right) -> {
        int byClass = left.share.priority().compareTo(right.share.priority());
        if (byClass != 0) {
            return byClass;
        }
        long earlier = left.share.deadline() - right.share.deadline();
        return earlier != 0 ? Long.signum(earlier) : Long.compare(left.number, right.number);
    };

    private final Share<I, O> share;
    private final int index;
    private final I item;
    private final int tokens;
    private long number;
    private long waitingSince;
    private long turn;

    /** The item at {@code index} of the task's items. */
    Entry(Share<I, O> share, int index, I item, int tokens) {
        this.share = share;
        this.index = index;
        this.item = item;
        this.tokens = tokens;
    }

    /** Notes that it waits from now on, as the one with this number. */
    void waits(long now, long arrivalNumber) {
        number = arrivalNumber;
        waitingSince = now;
        turn = now + headStart();
    }

    /**
     * By how much later arrivals of a higher class go first. It is bounded, so that no class starves: what has waited this
     * long is as urgent as what arrives now.
     */
    private long headStart() {
        return switch (share.priority()) {
            case HIGH -> 0;
            case NORMAL -> 500_000_000L;
            case LOW -> 5_000_000_000L;
        };
    }

    Share<I, O> share() {
        return share;
    }

    int index() {
        return index;
    }

    I item() {
        return item;
    }

    int tokens() {
        return tokens;
    }

    long waitingSince() {
        return waitingSince;
    }
}
