/** What the model is trained on, and which part of it is not. */
@NullMarked
package cz.statex.aiworkers.recipe.sentiment.data;

import org.jspecify.annotations.NullMarked;
