/**
 * Benchmarks that print the figures of docs/benchmarks.md: what the fleet adds to the bare technology, measured beside it
 * in the same run.
 */
@NullMarked
package cz.statex.aiworkers.local.bench;

import org.jspecify.annotations.NullMarked;
