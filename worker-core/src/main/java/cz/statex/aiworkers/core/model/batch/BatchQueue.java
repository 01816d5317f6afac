package cz.statex.aiworkers.core.model.batch;

import java.util.Iterator;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What waits, in buckets of alike lengths. Guarded by the batcher's lock.
 *
 * @param <I> what goes in
 * @param <O> what comes out
 */
final class BatchQueue<I, O> {

    /** Lengths of one bucket differ by at most an eighth. */
    private static final int BUCKET_BITS = 3;

    private final TreeSet<Entry<I, O>> turns = new TreeSet<>(Entry.BY_TURN);
    private final NavigableMap<Integer, TreeSet<Entry<I, O>>> buckets = new TreeMap<>();
    private long tokens;

    void add(Entry<I, O> entry) {
        turns.add(entry);
        buckets.computeIfAbsent(bucket(entry.tokens()), key -> new TreeSet<>(Entry.BY_DEADLINE))
                .add(entry);
        tokens += entry.tokens();
    }

    /** Takes an entry out, if it is there. */
    void remove(Entry<I, O> entry) {
        if (turns.remove(entry)) {
            tokens -= entry.tokens();
            buckets.computeIfPresent(bucket(entry.tokens()), (key, bucket) -> {
                bucket.remove(entry);
                return bucket.isEmpty() ? null : bucket;
            });
        }
    }

    /** Takes out all entries of {@code share}. */
    void removeAll(Share<I, O> share) {
        turns.stream().filter(entry -> entry.share() == share).toList().forEach(this::remove);
    }

    /** The entry whose turn it is, null if nothing waits. */
    @Nullable
    Entry<I, O> first() {
        return turns.isEmpty() ? null : turns.first();
    }

    int size() {
        return turns.size();
    }

    /** Tokens of everything that waits. */
    long tokens() {
        return tokens;
    }

    /** Adds to {@code draft} what goes well with its first entry: from the same bucket, then from ever farther ones. */
    void fill(Draft<I, O> draft) {
        int length = draft.entries().get(0).tokens();
        int own = bucket(length);
        fill(draft, buckets.get(own));
        Iterator<TreeSet<Entry<I, O>>> shorter =
                buckets.headMap(own, false).descendingMap().values().iterator();
        Iterator<TreeSet<Entry<I, O>>> longer =
                buckets.tailMap(own, false).values().iterator();
        TreeSet<Entry<I, O>> below = next(shorter);
        TreeSet<Entry<I, O>> above = next(longer);
        while (draft.hasRoom() && (below != null || above != null)) {
            if (length - nearest(below, Integer.MIN_VALUE) <= nearest(above, Integer.MAX_VALUE) - length) {
                below = fill(draft, below) ? next(shorter) : null;
            } else {
                above = fill(draft, above) ? next(longer) : null;
            }
        }
    }

    private static <T> @Nullable T next(Iterator<T> iterator) {
        return iterator.hasNext() ? iterator.next() : null;
    }

    private static <I, O> long nearest(@Nullable SortedSet<Entry<I, O>> bucket, long ifNone) {
        return bucket == null ? ifNone : bucket.first().tokens();
    }

    /** Tells whether any entry of {@code bucket} has joined. */
    private static <I, O> boolean fill(Draft<I, O> draft, @Nullable SortedSet<Entry<I, O>> bucket) {
        boolean joined = false;
        if (bucket != null) {
            Entry<I, O> seed = draft.entries().get(0);
            for (Entry<I, O> entry : bucket) {
                if (!draft.hasRoom()) {
                    break;
                }
                joined |= entry != seed && draft.join(entry);
            }
        }
        return joined;
    }

    /** Buckets grow with their lengths: all lengths below 16 have one each, those of 16 to 31 share it by two, and so on. */
    static int bucket(int length) {
        int shift = Math.max(0, Integer.SIZE - 1 - BUCKET_BITS - Integer.numberOfLeadingZeros(length));
        return (shift << BUCKET_BITS) + (length >> shift);
    }
}
