/** Checkpoints that are another one and what training has added to it. */
@NullMarked
package cz.statex.aiworkers.core.checkpoint.tuned;

import org.jspecify.annotations.NullMarked;
