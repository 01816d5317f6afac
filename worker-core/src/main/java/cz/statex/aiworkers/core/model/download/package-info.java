/**
 * Brings the files of models onto this host: in pieces if need be, hashed as they come, and under their names only when
 * they are what the catalog says.
 */
@NullMarked
package cz.statex.aiworkers.core.model.download;

import org.jspecify.annotations.NullMarked;
