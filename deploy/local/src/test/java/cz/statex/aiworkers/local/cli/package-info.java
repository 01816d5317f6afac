/** Tests of the commands. */
@NullMarked
package cz.statex.aiworkers.local.cli;

import org.jspecify.annotations.NullMarked;
