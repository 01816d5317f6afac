package cz.statex.aiworkers.core.model.batch;

import cz.statex.aiworkers.core.model.ModelObserver;
import cz.statex.aiworkers.core.model.device.DeviceOutOfMemoryException;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lanes that come only when the test says so, a clock that only it moves, and a model that notes what it is given: it
 * answers an item by its name in upper case and takes a microsecond for each token, padding included.
 */
final class HandDriven implements BatchFunction<HandDriven.Item, String>, ModelObserver {

    static final ModelRef REF = new ModelRef("shouter", "1", "cuda:0", "fp32");

    private final Deque<Runnable> summoned = new ArrayDeque<>();
    private final List<Delayed> delayed = new ArrayList<>();
    private final List<List<String>> batches = new ArrayList<>();
    private final List<Batch> observed = new ArrayList<>();
    private final List<String> stays = new ArrayList<>();
    private int roomsMade;
    private boolean noRoom;
    private final Set<String> bad = new HashSet<>();
    private final Deque<Runnable> meanwhile = new ArrayDeque<>();
    private long now = -1_000;
    private long memory = Long.MAX_VALUE;

    record Item(String name, int tokens) {}

    private record Delayed(long at, Runnable action) {}

    /** A batch as observers see it. */
    record Batch(int rows, int longest, long tokens) {

        long paddedTokens() {
            return (long) rows * longest;
        }
    }

    static final class BadItem extends Exception {
        BadItem(String name) {
            super(name);
        }
    }

    BatchLanes lanes(int count) {
        return new BatchLanes(
                summoned::add,
                count,
                () -> now,
                (wait, action) -> delayed.add(new Delayed(now + wait.toNanos(), action)));
    }

    /** So many items of one length, named by {@code prefix} and their number. */
    static List<Item> items(String prefix, int count, int tokens) {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(new Item(prefix + i, tokens));
        }
        return items;
    }

    /** Batches that fail if this item is in them. */
    void fail(String name) {
        bad.add(name);
    }

    /** Batches that fail if they have more tokens than that, padding included. */
    void memory(long tokens) {
        memory = tokens;
    }

    /** From now on no room can be made. */
    void failToMakeRoom() {
        noRoom = true;
    }

    /** What happens while the next batch is computed. */
    void meanwhile(Runnable action) {
        meanwhile.add(action);
    }

    void advance(Duration time) {
        now += time.toNanos();
        for (Iterator<Delayed> waiting = List.copyOf(delayed).iterator(); waiting.hasNext(); ) {
            Delayed next = waiting.next();
            if (next.at <= now) {
                delayed.remove(next);
                next.action.run();
            }
        }
    }

    /** One lane comes; tells whether one was summoned. */
    boolean lane() {
        Runnable lane = summoned.poll();
        if (lane != null) {
            lane.run();
        }
        return lane != null;
    }

    /** Lanes come until none is summoned any more. */
    void allLanes() {
        while (lane()) {
            // The work is done by the condition.
        }
    }

    int summoned() {
        return summoned.size();
    }

    int delayed() {
        return delayed.size();
    }

    /** Names in the batches that were computed or tried, in order. */
    List<List<String>> batches() {
        return batches;
    }

    List<Batch> observed() {
        return observed;
    }

    /** What observers were told of the tasks' stays: begun, ended and how. */
    List<String> stays() {
        return stays;
    }

    int roomsMade() {
        return roomsMade;
    }

    @Override
    public int tokens(Item item) {
        return item.tokens();
    }

    @Override
    public List<String> compute(List<Item> batch) throws Exception {
        batches.add(batch.stream().map(Item::name).toList());
        long tokens = (long) batch.size()
                * batch.stream().mapToInt(Item::tokens).max().orElseThrow();
        now += 1_000 * tokens;
        Runnable action = meanwhile.poll();
        if (action != null) {
            action.run();
        }
        if (tokens > memory) {
            throw new DeviceOutOfMemoryException("cuda:0", "full", new Throwable());
        }
        for (Item item : batch) {
            if (bad.contains(item.name())) {
                throw new BadItem(item.name());
            }
        }
        return batch.stream().map(item -> item.name().toUpperCase(Locale.ROOT)).toList();
    }

    @Override
    public void makeRoom(DeviceOutOfMemoryException failure) {
        roomsMade++;
        if (noRoom) {
            throw new IllegalStateException("no room");
        }
    }

    @Override
    public void batched(ModelRef model, int rows, int longest, long tokens) {
        observed.add(new Batch(rows, longest, tokens));
    }

    @Override
    public Work batching(ModelRef model, int items) {
        return new Work() {
            @Override
            public void begun() {
                stays.add("begun " + items);
            }

            @Override
            public void ended(@Nullable Throwable failure) {
                stays.add("ended " + items + (failure == null ? "" : " " + failure.getMessage()));
            }
        };
    }
}
