/** The commands of the local fleet: {@code up}, {@code demo}, {@code bench} and {@code models}. */
@NullMarked
package cz.statex.aiworkers.local.cli;

import org.jspecify.annotations.NullMarked;
