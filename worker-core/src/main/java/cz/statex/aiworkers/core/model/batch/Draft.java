package cz.statex.aiworkers.core.model.batch;

import java.util.ArrayList;
import java.util.List;

/**
 * A batch that is being made up around one entry. Guarded by the batcher's lock.
 *
 * @param <I> what goes in
 * @param <O> what comes out
 */
final class Draft<I, O> {

    private final BatchSettings settings;
    private final long maxTokens;
    private final Pace pace;
    private final long now;
    private final List<Entry<I, O>> entries = new ArrayList<>();
    private int longest;
    private long deadline;

    /** Begins with {@code seed}, which is in it however long it is. */
    Draft(Entry<I, O> seed, BatchSettings settings, long maxTokens, Pace pace, long now) {
        this.settings = settings;
        this.maxTokens = maxTokens;
        this.pace = pace;
        this.now = now;
        this.longest = seed.tokens();
        this.deadline = seed.share().deadline();
        entries.add(seed);
    }

    List<Entry<I, O>> entries() {
        return entries;
    }

    /** Tokens, padding included. */
    long paddedTokens() {
        return (long) entries.size() * longest;
    }

    /** Whether an entry of the present length would still fit. */
    boolean hasRoom() {
        return entries.size() < settings.maxRows() && paddedTokens() + longest <= maxTokens;
    }

    /** Adds {@code entry} unless that breaks a limit, wastes more than it saves, or makes a member late. */
    boolean join(Entry<I, O> entry) {
        int rows = entries.size() + 1;
        int width = Math.max(longest, entry.tokens());
        long padding = (long) (width - longest) * entries.size() + (width - entry.tokens());
        long tokens = (long) rows * width;
        if (rows > settings.maxRows() || tokens > maxTokens || padding > settings.callTokens()) {
            return false;
        }
        long earliest = deadline - entry.share().deadline() <= 0
                ? deadline
                : entry.share().deadline();
        if (pace.leastNanos(tokens + settings.callTokens()) > earliest - now) {
            return false;
        }
        entries.add(entry);
        longest = width;
        deadline = earliest;
        return true;
    }
}
