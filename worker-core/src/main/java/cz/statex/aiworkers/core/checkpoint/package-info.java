/** Reads the tensors, and only the tensors, of published model files. The sole importer of the protobuf reader. */
@NullMarked
package cz.statex.aiworkers.core.checkpoint;

import org.jspecify.annotations.NullMarked;
