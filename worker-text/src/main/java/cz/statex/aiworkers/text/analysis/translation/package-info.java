/** Translation of texts of any length: sentences, what must stay as it is, and the choice of a model. */
@NullMarked
package cz.statex.aiworkers.text.analysis.translation;

import org.jspecify.annotations.NullMarked;
