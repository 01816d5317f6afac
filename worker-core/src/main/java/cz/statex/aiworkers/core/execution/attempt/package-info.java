/** What belongs to one attempt: its context, its scratch directory, and the wait before the next one. */
@NullMarked
package cz.statex.aiworkers.core.execution.attempt;

import org.jspecify.annotations.NullMarked;
