/** Options that several commands have. */
@NullMarked
package cz.statex.aiworkers.local.cli.flags;

import org.jspecify.annotations.NullMarked;
