package cz.statex.aiworkers.orchestrator.client;

import cz.statex.aiworkers.orchestrator.client.link.BrokerLink;
import cz.statex.aiworkers.orchestrator.client.link.Outgoing;
import cz.statex.aiworkers.orchestrator.client.link.PublishException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Publishes until the broker has confirmed, through lost connections, for a limited time. Thread-safe. A message may
 * arrive twice that way; tasks are told apart by their id, so that does no harm.
 */
final class Sender {

    private static final long AGAIN_MS = 100;

    private final BrokerLink link;
    private final ScheduledExecutorService timer;
    private final Duration limit;

    Sender(BrokerLink link, ScheduledExecutorService timer, Duration limit) {
        this.link = link;
        this.timer = timer;
        this.limit = limit;
    }

    /**
     * Sends one message.
     *
     * @param message makes it, given the name of the reply queue of the moment
     * @return completes when confirmed; fails with {@link PublishException.Unroutable}, or as {@code Unreachable}
     */
    CompletableFuture<Void> send(Function<String, Outgoing> message) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        attempt(message, sent);
        if (sent.isDone()) {
            return sent;
        }
        return sent.orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                        Waits.cause(failure) instanceof TimeoutException ? unconfirmed() : failure));
    }

    private void attempt(Function<String, Outgoing> message, CompletableFuture<Void> sent) {
        if (sent.isDone()) {
            return;
        }
        CompletableFuture<Void> ready = link.whenReady();
        CompletableFuture<Void> published = ready.isDone()
                ? ready.thenCompose(now -> publish(message))
                : ready.thenComposeAsync(now -> publish(message), timer);
        CompletableFuture<Void> unused = published.whenComplete((confirmed, failure) -> settle(message, sent, failure));
    }

    private CompletableFuture<Void> publish(Function<String, Outgoing> message) {
        return link.publish(message.apply(link.replyQueue()));
    }

    private void settle(Function<String, Outgoing> message, CompletableFuture<Void> sent, @Nullable Throwable failure) {
        Throwable cause = failure == null ? null : Waits.cause(failure);
        if (cause == null) {
            sent.complete(null);
        } else if (cause instanceof PublishException.Lost) {
            // Off the connection's thread, and not at once: it may take a moment to come back.
            Future<?> unused = timer.schedule(() -> attempt(message, sent), AGAIN_MS, TimeUnit.MILLISECONDS);
        } else {
            sent.completeExceptionally(cause);
        }
    }

    private AiWorkersException.Unreachable unconfirmed() {
        return new AiWorkersException.Unreachable(
                "the broker did not confirm within " + Waits.seconds(limit) + "; submitting again is safe", null);
    }
}
