/**
 * What the runtime costs per task, by JMH:
 *
 * <pre>{@code
 * mvn -Pbenchmark -pl worker-core -am test -Dtest=CoreBenchmarks -Dsurefire.failIfNoSpecifiedTests=false
 * }</pre>
 */
@NullMarked
package cz.statex.aiworkers.core.benchmark;

import org.jspecify.annotations.NullMarked;
