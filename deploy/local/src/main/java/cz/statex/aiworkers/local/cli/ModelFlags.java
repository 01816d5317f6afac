package cz.statex.aiworkers.local.cli;

import cz.statex.aiworkers.core.model.repository.RepositoryObserver;
import cz.statex.aiworkers.local.cli.flags.StoreFlags;
import cz.statex.aiworkers.local.models.Downloads;
import cz.statex.aiworkers.local.models.ModelStore;
import cz.statex.aiworkers.orchestrator.cli.terminal.ProgressBar;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What all commands about models share. */
final class ModelFlags {

    @Mixin
    private final StoreFlags store = new StoreFlags();

    @Option(names = "--json", description = "Print JSON, one value on one line.")
    private boolean json;

    /** Catalog and cache as workers of this host have them. */
    ModelStore store(Map<String, String> environment, RepositoryObserver observer) {
        return ModelStore.open(store.settings(environment), observer);
    }

    /** The same, with a catalog that may still have to be made. */
    ModelStore storeToWrite(Map<String, String> environment, RepositoryObserver observer) {
        return ModelStore.openToWrite(store.settings(environment), observer);
    }

    /** Shows downloads on a bar for people; nothing for programs. */
    Downloads downloads(Output output) {
        return new Downloads(new ProgressBar(output.err(), ProgressBar.isErrorATerminal() && !json));
    }

    void print(Output output, Object value, String text) {
        output.print(json, value, text);
    }
}
