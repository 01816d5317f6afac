/** The model files of this host: fetched once, verified by hash, converted to archives of our programs. */
@NullMarked
package cz.statex.aiworkers.core.model.repository;

import org.jspecify.annotations.NullMarked;
