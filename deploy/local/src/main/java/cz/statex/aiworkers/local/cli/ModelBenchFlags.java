package cz.statex.aiworkers.local.cli;

import cz.statex.aiworkers.core.model.repository.RepositoryObserver;
import cz.statex.aiworkers.core.torchscript.Precision;
import cz.statex.aiworkers.local.bench.model.MixedTexts;
import cz.statex.aiworkers.local.bench.model.ModelBenchOptions;
import cz.statex.aiworkers.local.cli.flags.Count;
import cz.statex.aiworkers.local.models.ModelStore;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a model is measured; shared by the benchmarks that need no fleet. */
final class ModelBenchFlags {

    @Mixin
    private final ModelFlags models = new ModelFlags();

    @Option(
            names = "--lanes",
            paramLabel = "N",
            converter = Count.class,
            description = "Inference threads, each on one core; without it one for each core.")
    private @Nullable Integer lanes;

    @Option(
            names = "--texts",
            paramLabel = "N",
            converter = Count.class,
            defaultValue = "400",
            description = "Texts in a round; default: ${DEFAULT-VALUE}.")
    private int texts;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            converter = Count.class,
            defaultValue = "5",
            description = "Rounds that count, besides one to warm up; default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--spread",
            paramLabel = "S",
            defaultValue = "OCTAVES",
            description = "How lengths are spread: ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
    private MixedTexts.Spread spread = MixedTexts.Spread.OCTAVES;

    MixedTexts.Spread spread() {
        return spread;
    }

    ModelBenchOptions options(Map<String, String> environment, Precision precision, Consumer<String> remarks) {
        ModelStore store = models.store(environment, RepositoryObserver.NONE);
        return new ModelBenchOptions(
                store.catalog(), store.repository(), precision, lanes == null ? 0 : lanes, texts, rounds, remarks);
    }

    void print(Output output, Object result, String text) {
        models.print(output, result, text);
    }
}
