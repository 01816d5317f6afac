/** The connection to the broker, and the only place of the client that knows the AMQP library. */
@NullMarked
package cz.statex.aiworkers.orchestrator.client.link;

import org.jspecify.annotations.NullMarked;
