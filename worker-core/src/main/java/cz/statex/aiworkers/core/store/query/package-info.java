/** The ports of {@code core.query} on PostgreSQL. */
@NullMarked
package cz.statex.aiworkers.core.store.query;

import org.jspecify.annotations.NullMarked;
