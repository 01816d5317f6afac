/** ONNX Runtime as the engine that benchmarks compare with. */
@NullMarked
package cz.statex.aiworkers.reference;

import org.jspecify.annotations.NullMarked;
