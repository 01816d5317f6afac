/**
 * The whole fleet in one JVM: embedded servers, every worker, one data directory.
 *
 * <p>A {@link cz.statex.aiworkers.local.LocalFleet} owns what it starts and ends it in the reverse order.
 */
@NullMarked
package cz.statex.aiworkers.local;

import org.jspecify.annotations.NullMarked;
