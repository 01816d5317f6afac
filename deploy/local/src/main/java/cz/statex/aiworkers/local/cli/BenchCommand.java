package cz.statex.aiworkers.local.cli;

import cz.statex.aiworkers.core.model.repository.RepositoryObserver;
import cz.statex.aiworkers.core.torchscript.Precision;
import cz.statex.aiworkers.local.bench.BenchOptions;
import cz.statex.aiworkers.local.bench.EmbedBench;
import cz.statex.aiworkers.local.bench.NoopBench;
import cz.statex.aiworkers.local.bench.TextBench;
import cz.statex.aiworkers.local.bench.model.BatchingBench;
import cz.statex.aiworkers.local.bench.model.CostTable;
import cz.statex.aiworkers.local.bench.model.EngineBench;
import cz.statex.aiworkers.local.bench.model.ModelBenchOptions;
import cz.statex.aiworkers.local.bench.model.SoakBench;
import cz.statex.aiworkers.local.cli.flags.Count;
import cz.statex.aiworkers.local.models.ModelStore;
import cz.statex.aiworkers.orchestrator.cli.ExitCode;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
    private final Map<String, String> environment;

    BenchCommand(Output output, Map<String, String> environment) {
        this.output = output;
        this.environment = environment;
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
        output.print(
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
        output.print(
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

    @Command(
            name = "text",
            description = "Each type of text worker through the fleet, and the same work without one.",
            mixinStandardHelpOptions = true,
            sortOptions = false)
    int text(
            @Mixin FleetFlags flags,
            @Option(
                            names = "--tasks",
                            paramLabel = "N",
                            converter = Count.class,
                            defaultValue = "4000",
                            description = "How many texts of a type; an 8th part of them is translated, a 32nd part"
                                    + " summarized; default: ${DEFAULT-VALUE}.")
                    int texts,
            @Option(names = "--json", description = "Print machine-readable lines.") boolean json)
            throws Exception {
        TextBench.Result result = new TextBench(options(flags, EMBED_SLOTS, texts)).run();
        output.print(json, result, ModelBenchText.of(result));
        return ExitCode.OK.code();
    }

    @Command(
            name = "batching",
            description = "Texts of mixed lengths: one by one, in batches as they come, and through the batcher.",
            mixinStandardHelpOptions = true,
            sortOptions = false)
    int batching(
            @Mixin ModelBenchFlags flags,
            @Option(
                            names = "--precision",
                            paramLabel = "P",
                            defaultValue = "fp32",
                            description = "In which numbers: fp32, bf16 or int8; default: ${DEFAULT-VALUE}.")
                    Precision precision,
            @Option(names = "--costs", description = "Print first what a token costs by batch and length.")
                    boolean costs)
            throws Exception {
        ModelBenchOptions options = flags.options(environment, precision, output::remark);
        if (costs) {
            List<CostTable.Row> rows = new CostTable(options).run();
            flags.print(output, rows, ModelBenchText.of(rows));
        }
        BatchingBench.Result result = new BatchingBench(options, flags.spread()).run();
        flags.print(output, result, ModelBenchText.of(result));
        return ExitCode.OK.code();
    }

    @Command(
            name = "engine",
            description = "The embedding model in every precision of a CPU against ONNX Runtime.",
            mixinStandardHelpOptions = true,
            sortOptions = false)
    int engine(@Mixin ModelBenchFlags flags) throws Exception {
        EngineBench.Result result =
                new EngineBench(flags.options(environment, Precision.FP32, output::remark), flags.spread()).run();
        flags.print(output, result, ModelBenchText.of(result));
        return ExitCode.OK.code();
    }

    @Command(
            name = "soak",
            description = "Whether resident memory stays flat over inferences and loads. Exits 1 if it does not.",
            mixinStandardHelpOptions = true,
            sortOptions = false)
    int soak(
            @Mixin ModelFlags flags,
            @Option(
                            names = "--lanes",
                            paramLabel = "N",
                            converter = Count.class,
                            description = "Inference threads, each on one core; without it one for each core.")
                    @Nullable
                    Integer lanes,
            @Option(
                            names = "--inferences",
                            paramLabel = "N",
                            converter = Count.class,
                            defaultValue = "50000",
                            description = "Texts to embed; default: ${DEFAULT-VALUE}.")
                    int inferences,
            @Option(
                            names = "--cycles",
                            paramLabel = "N",
                            converter = Count.class,
                            defaultValue = "200",
                            description = "Copies of the model to load and close; default: ${DEFAULT-VALUE}.")
                    int cycles)
            throws Exception {
        ModelStore store = flags.store(environment, RepositoryObserver.NONE);
        SoakBench.Result result = new SoakBench(
                        store.catalog(),
                        store.repository(),
                        lanes == null ? 0 : lanes,
                        inferences,
                        cycles,
                        output::remark)
                .run();
        flags.print(output, result, ModelBenchText.of(result));
        return (result.flat() ? ExitCode.OK : ExitCode.TASK_FAILED).code();
    }

    private BenchOptions options(FleetFlags flags, int slots, int tasks) {
        return new BenchOptions(flags.options(flags.directory(), slots), tasks, Clock.systemUTC(), output::remark);
    }
}
