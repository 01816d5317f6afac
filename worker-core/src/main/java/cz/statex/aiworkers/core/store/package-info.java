/**
 * The ports of the task runtime, the registry and the queries on PostgreSQL. What happens to many tasks at once is written
 * as set-based SQL; what is read one object at a time goes through the repositories in {@code entity}.
 */
@NullMarked
package cz.statex.aiworkers.core.store;

import org.jspecify.annotations.NullMarked;
