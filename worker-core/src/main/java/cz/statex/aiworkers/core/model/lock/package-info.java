/** Keeps threads and processes of one host apart. */
@NullMarked
package cz.statex.aiworkers.core.model.lock;

import org.jspecify.annotations.NullMarked;
