/** Properties, one validated record per feature, and the auto-configurations that make a worker of a class path. */
@NullMarked
package cz.statex.aiworkers.core.config;

import org.jspecify.annotations.NullMarked;
