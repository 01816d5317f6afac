package cz.statex.aiworkers.orchestrator.client;

import cz.statex.aiworkers.orchestrator.client.link.Outgoing;
import cz.statex.aiworkers.orchestrator.client.link.PublishException;
import cz.statex.aiworkers.orchestrator.protocol.Query;
import cz.statex.aiworkers.orchestrator.protocol.Topology;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** Asks the fleet and matches answers to questions. Thread-safe. */
final class Questions {

    private final Sender sender;
    private final Duration limit;
    private final ConcurrentMap<String, CompletableFuture<JsonNode>> open = new ConcurrentHashMap<>();

    Questions(Sender sender, Duration limit) {
        this.sender = sender;
        this.limit = limit;
    }

    /**
     * Asks.
     *
     * @return completes with the result; fails with an {@link AiWorkersException}
     */
    CompletableFuture<JsonNode> ask(String operation, ObjectNode arguments) {
        String id = UUID.randomUUID().toString();
        Query body = new Query(operation, arguments);
        Context trace = Context.current();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        open.put(id, answer);
        CompletableFuture<Void> unused = sender.send(
                        replyQueue -> new Outgoing("", Topology.QUERY_QUEUE, id, replyQueue, false, trace, body))
                .exceptionally(failure -> {
                    answer.completeExceptionally(notAsked(failure, operation));
                    return null;
                });
        return answer.orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(notAsked(failure, operation)))
                .whenComplete((result, failure) -> open.remove(id));
    }

    /** Asks and waits for the answer. */
    JsonNode answer(String operation, ObjectNode arguments) {
        // A little longer than the question itself waits, so that its own failure is the one that is seen.
        return Waits.join(ask(operation, arguments), limit.plusSeconds(1), "the query " + operation);
    }

    /** Takes an answer; false if the message is none to an open question. */
    boolean answered(@Nullable String correlationId, byte[] body) {
        CompletableFuture<JsonNode> answer = correlationId == null ? null : open.get(correlationId);
        if (answer == null) {
            return false;
        }
        try {
            Query.Reply reply = Wire.decode(body, Query.Reply.class);
            if (reply.error() != null) {
                answer.completeExceptionally(new AiWorkersException.Refused(reply.error()));
            } else {
                answer.complete(reply.result() == null ? MissingNode.getInstance() : reply.result());
            }
        } catch (JacksonException e) {
            answer.completeExceptionally(
                    new AiWorkersException.Unreachable("the fleet's answer is not understood: newer version?", e));
        }
        return true;
    }

    private AiWorkersException notAsked(Throwable failure, String operation) {
        Throwable cause = Waits.cause(failure);
        if (cause instanceof PublishException.Unroutable) {
            return new AiWorkersException.NoWorkers();
        }
        if (cause instanceof TimeoutException) {
            return new AiWorkersException.TimedOut("no worker answered the query " + operation + " within "
                    + Waits.seconds(limit) + "; is one running?");
        }
        return Waits.known(cause, "the query " + operation);
    }
}
