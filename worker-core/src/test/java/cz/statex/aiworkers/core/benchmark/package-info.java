/** What the runtime costs per task, by JMH: {@code mvn -Pbenchmark -pl worker-core -am test}. */
@NullMarked
package cz.statex.aiworkers.core.benchmark;

import org.jspecify.annotations.NullMarked;
