/** RabbitMQ, and the embedded broker that speaks the same protocol: topology, deliveries, results, control, queries. */
@NullMarked
package cz.statex.aiworkers.core.broker;

import org.jspecify.annotations.NullMarked;
