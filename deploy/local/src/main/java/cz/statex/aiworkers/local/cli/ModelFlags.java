package cz.statex.aiworkers.local.cli;

import cz.statex.aiworkers.local.models.StoreSettings;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
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

    boolean json() {
        return json;
    }

    StoreSettings settings(Map<String, String> environment) {
        return StoreSettings.of(environment, cache, catalog);
    }

    void print(Output output, Object value, String text) {
        output.say(json ? Wire.mapper().writeValueAsString(value) : text);
    }
}
