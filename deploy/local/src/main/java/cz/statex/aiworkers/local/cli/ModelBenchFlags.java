package cz.statex.aiworkers.local.cli;

import cz.statex.aiworkers.core.torchscript.Precision;
import cz.statex.aiworkers.local.bench.model.MixedTexts;
import cz.statex.aiworkers.local.bench.model.ModelBenchOptions;
import cz.statex.aiworkers.local.models.StoreSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a model is measured; shared by the benchmarks that need no fleet. */
final class ModelBenchFlags {

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Folder of the model files. Without it MODEL_CACHE_DIR, then ~/.cache/ai-workers/models.")
    private @Nullable Path cache;

    @Option(
            names = "--lanes",
            paramLabel = "N",
            defaultValue = "0",
            description = "Inference threads, each on one core; without it one for each core.")
    private int lanes;

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

    @Option(names = "--json", description = "Print machine-readable lines.")
    private boolean json;

    boolean json() {
        return json;
    }

    MixedTexts.Spread spread() {
        return spread;
    }

    ModelBenchOptions options(Map<String, String> environment, Precision precision, Consumer<String> remarks) {
        return new ModelBenchOptions(
                StoreSettings.of(environment, cache, null).cache(), precision, lanes, texts, rounds, remarks);
    }
}
