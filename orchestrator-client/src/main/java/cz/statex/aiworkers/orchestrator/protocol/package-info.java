/**
 * The wire contract, version 1: the records that travel over the broker, their JSON form and the names of exchanges and
 * queues.
 *
 * <p>Everything here is a plain immutable value. The contract only grows: readers ignore fields they do not know.
 */
@NullMarked
package cz.statex.aiworkers.orchestrator.protocol;

import org.jspecify.annotations.NullMarked;
