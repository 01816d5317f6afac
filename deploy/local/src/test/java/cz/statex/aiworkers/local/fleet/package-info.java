/** What a fleet does for its clients, on the embedded stack and on a real RabbitMQ. */
@NullMarked
package cz.statex.aiworkers.local.fleet;

import org.jspecify.annotations.NullMarked;
