/** Runs TorchScript archives with DJL on the PyTorch engine. Plain Java types go in and come out. */
@NullMarked
package cz.statex.aiworkers.core.djl;

import org.jspecify.annotations.NullMarked;
