/** Batching: concurrent tasks of one model meet here and are computed together. Plain Java, without threads of its own. */
@NullMarked
package cz.statex.aiworkers.core.model.batch;

import org.jspecify.annotations.NullMarked;
