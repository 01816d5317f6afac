/** The task types that this process serves: each one's worker, its schemas, and the binding of input and output. */
@NullMarked
package cz.statex.aiworkers.core.execution.type;

import org.jspecify.annotations.NullMarked;
