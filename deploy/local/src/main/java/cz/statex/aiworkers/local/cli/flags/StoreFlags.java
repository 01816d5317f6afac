package cz.statex.aiworkers.local.cli.flags;

import cz.statex.aiworkers.local.models.StoreSettings;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where models are. */
public final class StoreFlags {

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

    /** Catalog and cache as workers of this host have them, unless an option names others. */
    public StoreSettings settings(Map<String, String> environment) {
        return StoreSettings.of(environment, cache, catalog);
    }
}
