/** {@code aiw evaluate}. */
@NullMarked
package cz.statex.aiworkers.local.cli.evaluate;

import org.jspecify.annotations.NullMarked;
