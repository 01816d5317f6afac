/**
 * The programs that this project wrote for the architectures it serves, and the writer that joins them with a
 * checkpoint's tensors into a standard TorchScript archive. No foreign code ever enters an archive.
 */
@NullMarked
package cz.statex.aiworkers.core.torchscript;

import org.jspecify.annotations.NullMarked;
