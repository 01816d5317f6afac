package cz.statex.aiworkers.core.store;

import cz.statex.aiworkers.core.execution.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets concurrent requests of one kind share a transaction: one commit costs about as much as a hundred small statements.
 * One thread takes whatever waits, commits it, and meanwhile the next group collects. Nothing is ever delayed to make a
 * group larger, so a lone request costs one commit and no waiting.
 *
 * <p>A request that makes its group fail does not fail the others: the members are then run one by one. A store that is
 * away fails all of them at once.
 *
 * @param <Q> request
 * @param <A> answer
 */
final class GroupCommitter<Q, A> implements AutoCloseable {

    /** What is done with a group, in one transaction. */
    interface Work<Q, A> {

        /** Commits the requests and returns their answers in the same order. */
        List<A> commit(List<Q> requests);
    }

    /** A caller that waits; known by its identity, since equal requests are two requests. */
    private static class Pending<Q, A> {
        final Q request;
        final CompletableFuture<A> answer = new CompletableFuture<>();

        Pending(Q request) {
            this.request = request;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommitter.class);

    private final BlockingQueue<Pending<Q, A>> waiting = new LinkedBlockingQueue<>();
    private final Work<Q, A> work;
    private final int maxGroup;
    private final Thread writer;
    private final Pending<Q, A> stop;
    private boolean closed;

    @SuppressWarnings("NullAway") // The stop marker is compared by identity; its request is never read.
    GroupCommitter(String name, int maxGroup, Work<Q, A> work) {
        this.work = work;
        this.maxGroup = maxGroup;
        this.stop = new Pending<>(null);
        this.writer = new Thread(this::writeUntilStopped, "aiw-store-" + name);
        writer.setDaemon(true);
        writer.start();
    }

    /**
     * Commits the request, together with whatever else waits, and returns its answer. An interrupt neither ends the wait
     * nor harms the group; it stays pending.
     */
    A submit(Q request) {
        Pending<Q, A> pending = new Pending<>(request);
        synchronized (this) {
            if (closed) {
                throw new StoreUnavailableException(
                        "the store is closed; the delivery comes again to another worker",
                        new IllegalStateException("closed"));
            }
            waiting.add(pending);
        }
        try {
            return pending.answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** How many requests wait for the next group. */
    int waiting() {
        return waiting.size();
    }

    /** Commits what waits and ends the thread. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            waiting.add(stop);
        }
        stop.answer.join();
    }

    private void writeUntilStopped() {
        List<Pending<Q, A>> group = new ArrayList<>();
        while (true) {
            Pending<Q, A> first = take();
            if (first == stop) {
                stop.answer.complete(null);
                return;
            }
            group.add(first);
            while (group.size() < maxGroup && waiting.peek() != stop) {
                Pending<Q, A> next = waiting.poll();
                if (next == null) {
                    break;
                }
                group.add(next);
            }
            commit(group);
            group.clear();
        }
    }

    private Pending<Q, A> take() {
        while (true) {
            try {
                return waiting.take();
            } catch (InterruptedException e) {
                LOG.debug("Thread {} was interrupted; it goes on, since only close() ends it", writer.getName());
            }
        }
    }

    private void commit(List<Pending<Q, A>> group) {
        Throwable failure = tryCommit(group);
        if (failure == null) {
            return;
        }
        if (group.size() == 1 || failure instanceof StoreUnavailableException) {
            group.forEach(pending -> pending.answer.completeExceptionally(failure));
            return;
        }
        for (Pending<Q, A> pending : group) {
            commit(List.of(pending));
        }
    }

    private @Nullable Throwable tryCommit(List<Pending<Q, A>> group) {
        try {
            List<A> answers =
                    work.commit(group.stream().map(pending -> pending.request).toList());
            for (int i = 0; i < answers.size(); i++) {
                group.get(i).answer.complete(answers.get(i));
            }
            return null;
        } catch (Throwable failure) { // An Error must reach the callers too, or they would wait for ever.
            return failure;
        }
    }
}
