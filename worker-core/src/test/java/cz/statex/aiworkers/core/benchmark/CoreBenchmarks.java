package cz.statex.aiworkers.core.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the benchmarks of this package; only the profile {@code benchmark} looks for it. */
class CoreBenchmarks {

    @Test
    void printWhatATaskCosts() throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(RuntimeBenchmark.class.getName())
                        .shouldFailOnError(true)
                        .build())
                .run();
        assertThat(results).hasSize(4);
    }
}
