/** Rows that are read as objects, and the repositories that read them. What changes rows is SQL, in the parent package. */
@NullMarked
package cz.statex.aiworkers.core.store.entity;

import org.jspecify.annotations.NullMarked;
