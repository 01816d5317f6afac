/** Rules that every module's tests check. */
@NullMarked
package cz.statex.aiworkers.testing;

import org.jspecify.annotations.NullMarked;
