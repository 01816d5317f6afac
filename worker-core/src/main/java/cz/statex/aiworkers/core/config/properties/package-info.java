/** What can be configured, one validated record per feature; {@code docs/configuration.md} lists it all. */
@NullMarked
package cz.statex.aiworkers.core.config.properties;

import org.jspecify.annotations.NullMarked;
