package cz.statex.aiworkers.orchestrator.client.link;

import org.jspecify.annotations.Nullable;

/**
 * A message from the reply queue.
 *
 * @param routingKey it was published with: the queue's own name, or that of an event
 * @param correlationId of the question or task it answers, if it has one
 * @param body JSON
 */
public record Incoming(String routingKey, @Nullable String correlationId, byte[] body) {}
