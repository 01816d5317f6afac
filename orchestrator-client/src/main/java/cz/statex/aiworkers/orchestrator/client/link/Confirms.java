package cz.statex.aiworkers.orchestrator.client.link;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The messages of one channel that the broker has not confirmed yet. Thread-safe; the broker's answers come on the
 * connection's own thread.
 *
 * <p>RabbitMQ returns an unroutable message and then acks it; Broker-J nacks it and then returns it. So an ack decides at
 * once, and a nack waits a moment for a return.
 */
final class Confirms {

    private static final long RETURN_AFTER_NACK_MS = 250;

    private final NavigableMap<Long, Pending> pending = new ConcurrentSkipListMap<>();
    private final ScheduledExecutorService timer;

    Confirms(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /** Expects the confirm of a message that is about to be published. */
    CompletableFuture<Void> expect(long sequence, String messageId) {
        Pending entry = new Pending(messageId, new CompletableFuture<>());
        pending.put(sequence, entry);
        return entry.future;
    }

    /** The broker has taken the message, and all before it if {@code multiple}. */
    void acked(long sequence, boolean multiple) {
        for (Pending entry : take(sequence, multiple)) {
            if (entry.returned) {
                entry.future.completeExceptionally(new PublishException.Unroutable());
            } else {
                entry.future.complete(null);
            }
        }
    }

    /** The broker has not taken the message, or all before it too if {@code multiple}. */
    void nacked(long sequence, boolean multiple) {
        List<Pending> entries = List.copyOf(select(sequence, multiple).values());
        Future<?> unused = timer.schedule(
                () -> {
                    select(sequence, multiple).values().removeAll(entries);
                    for (Pending entry : entries) {
                        entry.future.completeExceptionally(
                                entry.returned
                                        ? new PublishException.Unroutable()
                                        : new PublishException.Lost("the broker refused the message"));
                    }
                },
                RETURN_AFTER_NACK_MS,
                TimeUnit.MILLISECONDS);
    }

    /** No queue took the message. Returns come in the order of publishing, so the oldest of that id is meant. */
    void returned(String messageId) {
        for (Pending entry : pending.values()) {
            if (entry.messageId.equals(messageId) && !entry.returned) {
                entry.returned = true;
                return;
            }
        }
    }

    /** The channel is gone and with it all confirms: nobody knows whether the messages arrived. */
    void lost(String reason) {
        for (Pending entry : take(Long.MAX_VALUE, true)) {
            entry.future.completeExceptionally(new PublishException.Lost(reason));
        }
    }

    private List<Pending> take(long sequence, boolean multiple) {
        List<Pending> taken = new ArrayList<>();
        // One by one: a message may be added meanwhile, and must not vanish without an answer.
        select(sequence, multiple).forEach((key, entry) -> {
            if (pending.remove(key, entry)) {
                taken.add(entry);
            }
        });
        return taken;
    }

    private NavigableMap<Long, Pending> select(long sequence, boolean multiple) {
        return multiple ? pending.headMap(sequence, true) : pending.subMap(sequence, true, sequence, true);
    }

    private static final class Pending {
        private final String messageId;
        private final CompletableFuture<Void> future;
        private volatile boolean returned;

        Pending(String messageId, CompletableFuture<Void> future) {
            this.messageId = messageId;
            this.future = future;
        }
    }
}
