/** Metrics, spans and log fields of the task runtime. The only package that knows Micrometer and OpenTelemetry. */
@NullMarked
package cz.statex.aiworkers.core.observation;

import org.jspecify.annotations.NullMarked;
