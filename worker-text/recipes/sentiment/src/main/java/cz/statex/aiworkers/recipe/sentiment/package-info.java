/** How the model for sentiment and emotions was made: data, training, calibration, and what is kept of it. */
@NullMarked
package cz.statex.aiworkers.recipe.sentiment;

import org.jspecify.annotations.NullMarked;
