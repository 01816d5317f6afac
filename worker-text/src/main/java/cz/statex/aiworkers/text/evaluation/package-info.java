/** How good answers of the text workers are, against answers of people. */
@NullMarked
package cz.statex.aiworkers.text.evaluation;

import org.jspecify.annotations.NullMarked;
