/** Environment variables, under the names of the system's first description, become properties. */
@NullMarked
package cz.statex.aiworkers.core.config.environment;

import org.jspecify.annotations.NullMarked;
