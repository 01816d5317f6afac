/** The commands of the local fleet: {@code up}, {@code demo} and {@code bench}. */
@NullMarked
package cz.statex.aiworkers.local.cli;

import org.jspecify.annotations.NullMarked;
