/**
 * Reads the tensors, and only the tensors, of published model files: safetensors, in one file or several, and ONNX.
 * {@link cz.statex.aiworkers.core.checkpoint.Checkpoint#open(java.nio.file.Path)} is the way in. The sole importer of the
 * protobuf reader.
 */
@NullMarked
package cz.statex.aiworkers.core.checkpoint;

import org.jspecify.annotations.NullMarked;
