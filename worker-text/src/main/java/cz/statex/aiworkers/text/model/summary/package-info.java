/** Models that write summaries. */
@NullMarked
package cz.statex.aiworkers.text.model.summary;

import org.jspecify.annotations.NullMarked;
