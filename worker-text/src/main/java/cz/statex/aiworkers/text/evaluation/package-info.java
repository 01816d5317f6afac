/** How good models are, measured on texts whose right answers are known. */
@NullMarked
package cz.statex.aiworkers.text.evaluation;

import org.jspecify.annotations.NullMarked;
