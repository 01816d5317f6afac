/** Shared by the tests of this module. */
@NullMarked
package cz.statex.aiworkers.text.testing;

import org.jspecify.annotations.NullMarked;
