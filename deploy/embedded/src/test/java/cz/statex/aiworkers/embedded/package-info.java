/** Tests of the embedded servers. */
@NullMarked
package cz.statex.aiworkers.embedded;

import org.jspecify.annotations.NullMarked;
