/** What a text feels like: its sentiment and the emotions in it. */
@NullMarked
package cz.statex.aiworkers.text.analysis.sentiment;

import org.jspecify.annotations.NullMarked;
