package cz.statex.aiworkers.orchestrator.client.link;

import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * A message to publish.
 *
 * @param exchange to publish to, empty for a queue itself
 * @param routingKey or the name of the queue
 * @param id message id and correlation id
 * @param replyTo queue for answers, null if none are awaited
 * @param persistent whether it must survive a broker's restart
 * @param trace what it is published in; its headers say so
 * @param body a record of the contract
 */
public record Outgoing(
        String exchange,
        String routingKey,
        String id,
        @Nullable String replyTo,
        boolean persistent,
        Context trace,
        Object body) {}
