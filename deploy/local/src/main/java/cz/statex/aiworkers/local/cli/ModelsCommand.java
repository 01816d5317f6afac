package cz.statex.aiworkers.local.cli;

import cz.statex.aiworkers.core.model.catalog.ModelEntry;
import cz.statex.aiworkers.core.model.catalog.ModelException;
import cz.statex.aiworkers.core.model.repository.FileCheck;
import cz.statex.aiworkers.core.model.repository.RepositoryObserver;
import cz.statex.aiworkers.core.model.repository.StoredModel;
import cz.statex.aiworkers.core.torchscript.Precision;
import cz.statex.aiworkers.local.bench.model.PrecisionBench;
import cz.statex.aiworkers.local.cli.flags.Count;
import cz.statex.aiworkers.local.models.Downloads;
import cz.statex.aiworkers.local.models.ModelPull;
import cz.statex.aiworkers.local.models.ModelRows;
import cz.statex.aiworkers.local.models.ModelStore;
import cz.statex.aiworkers.local.models.ModelsException;
import cz.statex.aiworkers.orchestrator.cli.ExitCode;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code aiw models}. */
@Command(
        name = "models",
        description = "The models of this host: what there is, what to fetch, and how to bring one's own.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false)
final class ModelsCommand {

    private final Output output;
    private final Map<String, String> environment;
    private final Clock clock;

    ModelsCommand(Output output, Map<String, String> environment, Clock clock) {
        this.output = output;
        this.environment = environment;
        this.clock = clock;
    }

    @Command(
            name = "list",
            description = "Lists the models of the catalog, what is on this host, and what can be pulled from the hub.",
            mixinStandardHelpOptions = true,
            sortOptions = false)
    int list(@Mixin ModelFlags flags) throws IOException {
        ModelStore store = flags.store(environment, RepositoryObserver.NONE);
        List<ModelRows.Row> rows = ModelRows.of(store);
        flags.print(output, rows, ModelRows.text(rows, clock.instant()));
        return ExitCode.OK.code();
    }

    @Command(
            name = "pull",
            description = "Fetches models and joins them with their programs, so that workers start at once.",
            mixinStandardHelpOptions = true,
            sortOptions = false)
    int pull(
            @Mixin ModelFlags flags,
            @Parameters(
                            arity = "1..*",
                            paramLabel = "NAME",
                            description = "Models of the catalog, or known ones of the hub, which are imported first.")
                    List<String> names,
            @Option(names = "--files-only", description = "Fetch the files, as a fleet's repository has them.")
                    boolean filesOnly,
            @Option(
                            names = "--precision",
                            paramLabel = "P",
                            description = "In which numbers: fp32, bf16, fp16 or int8; without it what the catalog"
                                    + " prefers.")
                    @Nullable
                    Precision precision)
            throws ModelsException, ModelException, IOException {
        List<ModelRows.Pulled> pulled;
        try (Downloads downloads = flags.downloads(output)) {
            ModelStore store = ModelPull.mayImport(names)
                    ? flags.storeToWrite(environment, downloads)
                    : flags.store(environment, downloads);
            ModelPull pull = new ModelPull(
                    store,
                    entry -> output.remark(ModelRows.imported(entry, store.own().path(), List.of())
                            .text()));
            pulled = pull.run(names, filesOnly, precision);
        }
        flags.print(output, pulled, ModelRows.table(pulled).render());
        return ExitCode.OK.code();
    }

    @Command(
            name = "verify",
            description = "Compares the files of models with their hashes. Exits 1 if one was broken; it is put aside.",
            mixinStandardHelpOptions = true,
            sortOptions = false)
    int verify(
            @Mixin ModelFlags flags,
            @Parameters(
                            arity = "0..*",
                            paramLabel = "NAME",
                            description = "Models of the catalog; without any, all that are on this host.")
                    @Nullable
                    List<String> names)
            throws ModelsException, ModelException, IOException {
        List<ModelRows.Checked> checked = new ArrayList<>();
        try (Downloads downloads = flags.downloads(output)) {
            ModelStore store = flags.store(environment, downloads);
            for (ModelEntry entry : names == null ? onThisHost(store) : named(store, names)) {
                for (FileCheck check : store.repository().verify(entry)) {
                    checked.add(new ModelRows.Checked(entry.id(), check.file(), check.state()));
                }
            }
        }
        flags.print(output, checked, ModelRows.checks(checked).render());
        boolean broken = checked.stream().anyMatch(check -> check.state() == FileCheck.State.BROKEN);
        return (broken ? ExitCode.TASK_FAILED : ExitCode.OK).code();
    }

    @Command(
            name = "remove",
            description = "Deletes the files of models from this host. Processes that have them in memory keep them.",
            mixinStandardHelpOptions = true,
            sortOptions = false)
    int remove(
            @Mixin ModelFlags flags,
            @Parameters(
                            arity = "1..*",
                            paramLabel = "NAME[@VERSION]",
                            description = "What to delete; without a version all of them.")
                    List<String> names,
            @Option(names = "--entry", description = "Take the entry out of the operator's own catalog, too.")
                    boolean entry)
            throws ModelsException, ModelException, IOException {
        List<ModelRows.Removed> removed = new ArrayList<>();
        try (Downloads downloads = flags.downloads(output)) {
            ModelStore store = flags.store(environment, downloads);
            for (String name : names) {
                if (store.stored(name).isEmpty() && !(entry && store.owns(name))) {
                    throw new ModelsException(
                            ExitCode.NOT_FOUND, "nothing of " + name + " is on this host; see 'aiw models list'");
                }
            }
            for (String name : names) {
                for (StoredModel model : store.stored(name)) {
                    long bytes = store.repository().remove(model);
                    removed.add(new ModelRows.Removed(model.name(), model.version(), bytes));
                }
                if (entry && store.owns(name)) {
                    store.own().remove(name.replaceFirst("@.*", ""));
                }
            }
        }
        flags.print(output, removed, ModelRows.removals(removed).render());
        return ExitCode.OK.code();
    }

    @Command(
            name = "bench",
            description =
                    "Measures size, speed and drift of a model in every precision of a CPU, so that you can choose.",
            mixinStandardHelpOptions = true,
            sortOptions = false)
    int bench(
            @Mixin ModelFlags flags,
            @Parameters(paramLabel = "NAME", description = "A model of the catalog.") String name,
            @Option(
                            names = "--rounds",
                            paramLabel = "N",
                            converter = Count.class,
                            defaultValue = "5",
                            description = "Batches that count, besides one to warm up; default: ${DEFAULT-VALUE}.")
                    int rounds)
            throws ModelsException, ModelException, IOException, InterruptedException {
        List<PrecisionBench.Row> rows;
        try (Downloads downloads = flags.downloads(output)) {
            ModelStore store = flags.store(environment, downloads);
            rows = new PrecisionBench(store.repository(), rounds).run(store.require(name), List.of(Precision.values()));
        }
        flags.print(output, rows, ModelRows.precisions(rows).render());
        return ExitCode.OK.code();
    }

    /** All of them, or none if one is not in the catalog. */
    private static List<ModelEntry> named(ModelStore store, List<String> names) throws ModelsException {
        List<ModelEntry> entries = new ArrayList<>();
        for (String name : names) {
            entries.add(store.require(name));
        }
        return entries;
    }

    private static List<ModelEntry> onThisHost(ModelStore store) throws IOException {
        List<ModelEntry> entries = new ArrayList<>();
        for (StoredModel stored : store.repository().list()) {
            store.catalog()
                    .find(stored.name())
                    .filter(entry -> entry.version().equals(stored.version()))
                    .ifPresent(entries::add);
        }
        return entries;
    }
}
