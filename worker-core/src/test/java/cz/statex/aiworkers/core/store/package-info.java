/** Tests of the store on a real PostgreSQL. */
@NullMarked
package cz.statex.aiworkers.core.store;

import org.jspecify.annotations.NullMarked;
