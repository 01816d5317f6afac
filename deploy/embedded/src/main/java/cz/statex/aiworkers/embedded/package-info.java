/**
 * The servers of the fleet, started from Java on 127.0.0.1: an AMQP 0-9-1 broker, PostgreSQL and Redis; and a private
 * node of a real RabbitMQ where its server is installed. For one-command runs and tests, never for production.
 *
 * <p>Every server has one owner, who closes it. None of them installs a JVM shutdown hook: the owner decides the order in
 * which things end.
 */
@NullMarked
package cz.statex.aiworkers.embedded;

import org.jspecify.annotations.NullMarked;
