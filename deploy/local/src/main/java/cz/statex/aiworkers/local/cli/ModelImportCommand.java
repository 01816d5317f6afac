package cz.statex.aiworkers.local.cli;

import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.torchscript.Precision;
import cz.statex.aiworkers.local.bench.model.PrecisionBench;
import cz.statex.aiworkers.local.models.Downloads;
import cz.statex.aiworkers.local.models.ModelImport;
import cz.statex.aiworkers.local.models.ModelRows;
import cz.statex.aiworkers.local.models.ModelStore;
import cz.statex.aiworkers.local.models.ModelsException;
import cz.statex.aiworkers.orchestrator.cli.ExitCode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code aiw models import}. */
@Command(
        name = "import",
        description = {
            "Brings a published model into the cache and the operator's own catalog.",
            "Its weights must be safetensors or ONNX: files that may hold code are never opened."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ModelImportCommand implements Callable<Integer> {

    @Mixin
    private final ModelFlags flags = new ModelFlags();

    @Parameters(
            paramLabel = "SOURCE",
            description =
                    "hf:ORG/NAME[@REVISION], or a folder with config.json, safetensors or ONNX, and tokenizer.json.")
    private String source = "";

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Its name in the catalog; without it the published one.")
    private @Nullable String name;

    @Option(names = "--licence", paramLabel = "SPDX", description = "Licence of the weights, where the hub says none.")
    private @Nullable String licence;

    @Option(names = "--task", paramLabel = "TYPE", description = "The task type it is for, for example text.embed.")
    private @Nullable String task;

    @Option(
            names = "--languages",
            split = ",",
            paramLabel = "LANG",
            description = "What it understands: codes such as en, for translation from one to the other en-de.")
    private @Nullable List<String> languages;

    @Option(
            names = "--precision",
            split = ",",
            paramLabel = "P",
            description = "In which numbers it may be computed, the preferred first: fp32, bf16, fp16, int8; fp32"
                    + " without it.")
    private @Nullable List<Precision> precisions;

    @Option(
            names = "--prune",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "Share of each linear layer's weights, those closest to 0, to set to 0: 0.3 for 30 %%.")
    private double prune;

    @Option(names = "--no-sample", description = "Do not measure size, speed and drift against 32-bit floats.")
    private boolean noSample;

    private static final int ROUNDS = 5;

    private final Output output;
    private final Map<String, String> environment;

    ModelImportCommand(Output output, Map<String, String> environment) {
        this.output = output;
        this.environment = environment;
    }

    @Override
    public Integer call() throws ModelsException, ModelException, IOException, InterruptedException {
        ModelImport.Wishes wishes =
                new ModelImport.Wishes(name, licence, task, orNone(languages), orNone(precisions), prune);
        ModelRows.Import result = imported(wishes);
        flags.print(output, result, result.text());
        return ExitCode.OK.code();
    }

    private static <T> List<T> orNone(@Nullable List<T> given) {
        return given == null ? List.of() : given;
    }

    private ModelRows.Import imported(ModelImport.Wishes wishes)
            throws ModelsException, ModelException, IOException, InterruptedException {
        try (Downloads downloads = flags.downloads(output)) {
            ModelStore store = flags.storeToWrite(environment, downloads);
            ModelEntry entry = new ModelImport(store).run(source, wishes);
            List<PrecisionBench.Row> sample = noSample
                    ? List.of()
                    : new PrecisionBench(store.repository(), ROUNDS).run(entry, entry.precisions());
            return ModelRows.imported(entry, store.own().path(), sample);
        }
    }
}
