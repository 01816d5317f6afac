/** The rules that change a model's scores before a token is chosen. */
@NullMarked
package cz.statex.aiworkers.core.generation.rule;

import org.jspecify.annotations.NullMarked;
