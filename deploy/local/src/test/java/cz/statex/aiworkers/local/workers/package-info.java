/** Workers whose behaviour their input decides, and processes that run them. */
@NullMarked
package cz.statex.aiworkers.local.workers;

import org.jspecify.annotations.NullMarked;
