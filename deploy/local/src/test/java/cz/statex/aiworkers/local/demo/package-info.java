/** Tests of the demo. */
@NullMarked
package cz.statex.aiworkers.local.demo;

import org.jspecify.annotations.NullMarked;
