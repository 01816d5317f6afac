/** How good models are, by texts whose answer is known. */
@NullMarked
package cz.statex.aiworkers.local.evaluate;

import org.jspecify.annotations.NullMarked;
