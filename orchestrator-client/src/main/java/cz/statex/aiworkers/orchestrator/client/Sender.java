package cz.statex.aiworkers.orchestrator.client;

import cz.statex.aiworkers.orchestrator.client.link.BrokerLink;
import cz.statex.aiworkers.orchestrator.client.link.Outgoing;
import cz.statex.aiworkers.orchestrator.client.link.PublishException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

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
        return sent.orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS).exceptionallyCompose(failure -> {
            boolean late = failure instanceof TimeoutException;
            return CompletableFuture.failedFuture(late ? unconfirmed() : failure);
        });
    }

    private void attempt(Function<String, Outgoing> message, CompletableFuture<Void> sent) {
        if (sent.isDone()) {
            return;
        }
        CompletableFuture<Void> ready = link.whenReady();
        if (ready.isDone()) {
            publish(message, sent, ready);
        } else {
            ready.whenCompleteAsync((now, closed) -> publish(message, sent, ready), timer);
        }
    }

    private void publish(
            Function<String, Outgoing> message, CompletableFuture<Void> sent, CompletableFuture<Void> ready) {
        if (ready.isCompletedExceptionally()) {
            sent.completeExceptionally(new AiWorkersException.Closed());
            return;
        }
        link.publish(message.apply(link.replyQueue())).whenComplete((confirmed, failure) -> {
            if (failure == null) {
                sent.complete(null);
            } else if (failure instanceof PublishException.Lost) {
                // Off the connection's thread, and not at once: it may take a moment to come back.
                timer.schedule(() -> attempt(message, sent), AGAIN_MS, TimeUnit.MILLISECONDS);
            } else {
                sent.completeExceptionally(failure);
            }
        });
    }

    private AiWorkersException.Unreachable unconfirmed() {
        return new AiWorkersException.Unreachable(
                "the broker did not confirm within " + Waits.seconds(limit) + "; submitting again is safe", null);
    }
}
