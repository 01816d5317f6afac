/**
 * Models as workers see them: a catalog that names them, a repository that fetches, verifies and converts their files
 * once, and a manager that loads each once and lends it out.
 */
@NullMarked
package cz.statex.aiworkers.core.model;

import org.jspecify.annotations.NullMarked;
