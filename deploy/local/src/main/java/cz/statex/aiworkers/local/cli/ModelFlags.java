package cz.statex.aiworkers.local.cli;

import cz.statex.aiworkers.core.model.repository.RepositoryObserver;
import cz.statex.aiworkers.local.models.Downloads;
import cz.statex.aiworkers.local.models.ModelStore;
import cz.statex.aiworkers.local.models.StoreSettings;
import cz.statex.aiworkers.orchestrator.cli.terminal.ProgressBar;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What all commands about models share. */
final class ModelFlags {

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Folder of the model files. Without it MODEL_CACHE_DIR, then ~/.cache/ai-workers/models.")
    private @Nullable Path cache;

    @Option(
            names = "--catalog",
            paramLabel = "FILE",
            description = "The operator's own catalog. Without it AI_WORKERS_MODELS_CATALOG, then catalog.yml in the"
                    + " folder of the model files.")
    private @Nullable Path catalog;

    @Option(names = "--json", description = "Print JSON, one value on one line.")
    private boolean json;

    /** Catalog and cache as workers of this host have them. */
    ModelStore store(Map<String, String> environment, RepositoryObserver observer) {
        return ModelStore.open(StoreSettings.of(environment, cache, catalog), observer);
    }

    /** The same, with a catalog that may still have to be made. */
    ModelStore storeToWrite(Map<String, String> environment, RepositoryObserver observer) {
        return ModelStore.openToWrite(StoreSettings.of(environment, cache, catalog), observer);
    }

    /** Shows downloads on a bar for people; nothing for programs. */
    Downloads downloads(Output output) {
        return new Downloads(new ProgressBar(output.err(), ProgressBar.isErrorATerminal() && !json));
    }

    void print(Output output, Object value, String text) {
        output.print(json, value, text);
    }
}
