/** The TorchScript archive format: the text of programs, modules with their weights, and the writer of both. */
@NullMarked
package cz.statex.aiworkers.core.torchscript.archive;

import org.jspecify.annotations.NullMarked;
