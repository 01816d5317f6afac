@NullMarked
package cz.statex.aiworkers.recipe.sentiment;

import org.jspecify.annotations.NullMarked;
