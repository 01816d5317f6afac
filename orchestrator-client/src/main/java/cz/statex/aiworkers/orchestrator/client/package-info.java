/**
 * The client library: submit tasks, wait for their results, follow jobs, ask and steer the fleet. Everything travels
 * over the broker, so broker credentials are all a client needs.
 *
 * <p>Start at {@link cz.statex.aiworkers.orchestrator.client.AiWorkersClient}.
 */
@NullMarked
package cz.statex.aiworkers.orchestrator.client;

import org.jspecify.annotations.NullMarked;
