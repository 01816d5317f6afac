/** Tests of the bench. */
@NullMarked
package cz.statex.aiworkers.local.bench;

import org.jspecify.annotations.NullMarked;
