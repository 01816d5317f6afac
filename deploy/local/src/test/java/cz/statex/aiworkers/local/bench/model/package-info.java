/** Tests of the benchmarks of models. */
@NullMarked
package cz.statex.aiworkers.local.bench.model;

import org.jspecify.annotations.NullMarked;
