package cz.statex.aiworkers.local.cli;

import cz.statex.aiworkers.local.bench.BenchOptions;
import cz.statex.aiworkers.local.bench.EmbedBench;
import cz.statex.aiworkers.local.bench.NoopBench;
import cz.statex.aiworkers.orchestrator.cli.ExitCode;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code aiw bench}. */
@Command(
        name = "bench",
        description = "Measure the fleet against the bare technology, on the embedded servers or on named ones.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class BenchCommand {

    private static final int NOOP_SLOTS = 32;
    private static final int EMBED_SLOTS = 4;

    private final Output output;

    BenchCommand(Output output) {
        this.output = output;
    }

    @Command(
            name = "noop",
            description = "Tasks that do nothing: what durability costs.",
            mixinStandardHelpOptions = true,
            sortOptions = false)
    int noop(
            @Mixin FleetFlags flags,
            @Option(
                            names = "--tasks",
                            paramLabel = "N",
                            converter = Count.class,
                            defaultValue = "10000",
                            description = "How many; default: ${DEFAULT-VALUE}.")
                    int tasks,
            @Option(names = "--json", description = "Print machine-readable lines.") boolean json)
            throws Exception {
        NoopBench.Result result = new NoopBench(options(flags, NOOP_SLOTS, tasks)).run();
        print(
                json,
                result,
                """
                fleet          %,10.0f tasks/s
                bare listener  %,10.0f messages/s
                ratio          %10.3f
                idle p50       %10.1f ms
                idle p99       %10.1f ms
                """
                        .formatted(
                                result.tasksPerS(),
                                result.barePerS(),
                                result.ratio(),
                                result.idleP50Ms(),
                                result.idleP99Ms()));
        return ExitCode.OK.code();
    }

    @Command(
            name = "embed",
            description = "Texts to vectors: the fleet against a bare DJL loop.",
            mixinStandardHelpOptions = true,
            sortOptions = false)
    int embed(
            @Mixin FleetFlags flags,
            @Option(
                            names = "--tasks",
                            paramLabel = "N",
                            converter = Count.class,
                            defaultValue = "4000",
                            description = "How many texts; default: ${DEFAULT-VALUE}.")
                    int texts,
            @Option(names = "--json", description = "Print machine-readable lines.") boolean json)
            throws Exception {
        EmbedBench.Result result = new EmbedBench(options(flags, EMBED_SLOTS, texts)).run();
        print(
                json,
                result,
                """
                fleet          %,10.1f texts/s
                bare DJL loop  %,10.1f texts/s
                ratio          %10.3f
                """
                        .formatted(result.tasksPerS(), result.barePerS(), result.ratio()));
        return ExitCode.OK.code();
    }

    private void print(boolean json, Object result, String text) {
        output.say(json ? Wire.mapper().writeValueAsString(result) : text);
    }

    private BenchOptions options(FleetFlags flags, int slots, int tasks) {
        return new BenchOptions(flags.options(flags.directory(), slots), tasks, Clock.systemUTC(), output::remark);
    }
}
