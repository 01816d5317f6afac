/**
 * Benchmarks of the model runtime alone, without a fleet: what batches are worth, what precisions cost, how our archives
 * compare with another engine, and whether memory stays flat.
 */
@NullMarked
package cz.statex.aiworkers.local.bench.model;

import org.jspecify.annotations.NullMarked;
