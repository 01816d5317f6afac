package cz.statex.aiworkers.local.cli.evaluate;

import cz.statex.aiworkers.core.model.repository.RepositoryObserver;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.local.evaluate.TranslationRun;
import cz.statex.aiworkers.local.models.ModelStore;
import cz.statex.aiworkers.local.models.ModelsException;
import cz.statex.aiworkers.local.models.StoreSettings;
import cz.statex.aiworkers.orchestrator.cli.ExitCode;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import cz.statex.aiworkers.text.evaluation.ParallelTexts;
import cz.statex.aiworkers.text.evaluation.ParallelTexts.Pair;
import cz.statex.aiworkers.text.evaluation.TranslationEvaluation;
import cz.statex.aiworkers.text.evaluation.TranslationEvaluation.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code aiw evaluate translate}. */
@Command(
        name = "translate",
        description = "Translations, by BLEU and chrF as sacreBLEU computes them.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class TranslateCommand implements Callable<Integer> {

    private final Map<String, String> environment;
    private final Consumer<String> output;
    private final Consumer<String> remarks;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "FILE",
            description = "Lines of source, tab and translation, or JSON objects with source and target.")
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @Option(names = "--source", required = true, paramLabel = "LANG", description = "Language of the sources: en.")
    @SuppressWarnings("NullAway.Init")
    private String source;

    @Option(names = "--target", required = true, paramLabel = "LANG", description = "Language of the translations: de.")
    @SuppressWarnings("NullAway.Init")
    private String target;

    @Option(names = "--turned", description = "The translation is in the first column, or the field source.")
    private boolean turned;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "A model of the catalog; without it the first that knows both languages.")
    private @Nullable String model;

    @Option(names = "--beams", paramLabel = "N", description = "Beams; without it as the model was published.")
    private @Nullable Integer beams;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "0",
            description = "Look at the first N only; without it, or with 0, at all.")
    private int limit;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Cores that a batch is computed on; default: ${DEFAULT-VALUE}.")
    private int threads;

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

    @Option(names = "--verbose", description = "Print every source, reference and translation, with tabs between.")
    private boolean verbose;

    @Option(names = "--json", description = "Print the figures as one line of JSON.")
    private boolean json;

    TranslateCommand(Map<String, String> environment, Consumer<String> output, Consumer<String> remarks) {
        this.environment = environment;
        this.output = output;
        this.remarks = remarks;
    }

    @Override
    public Integer call() throws Exception {
        List<Pair> pairs = pairs();
        ModelStore store = ModelStore.open(StoreSettings.of(environment, cache, catalog), RepositoryObserver.NONE);
        if (model != null) {
            store.require(model);
        }
        try (TranslationRun run = new TranslationRun(store, threads)) {
            Figures figures = run.evaluation()
                    .run(
                            new TranslationEvaluation.Direction(source, target, model, beams),
                            pairs,
                            this::show,
                            TranslationRun.context());
            output.accept(text(figures));
            return ExitCode.OK.code();
        } catch (TaskFailure e) {
            throw new ModelsException(ExitCode.REFUSED, String.valueOf(e.getMessage()));
        }
    }

    private List<Pair> pairs() throws ModelsException {
        if (!Files.isReadable(data) || Files.isDirectory(data)) {
            throw new ModelsException(ExitCode.NOT_FOUND, "there is no file " + data + " that can be read");
        }
        try {
            List<Pair> pairs = ParallelTexts.read(data, limit <= 0 ? Integer.MAX_VALUE : limit);
            return turned ? pairs.stream().map(Pair::turned).toList() : pairs;
        } catch (IOException e) {
            throw new ModelsException(ExitCode.REFUSED, String.valueOf(e.getMessage()));
        }
    }

    private void show(Pair pair, String translation) {
        if (verbose) {
            remarks.accept(pair.source() + "\t" + pair.target() + "\t" + translation.replace('\n', ' '));
        }
    }

    private String text(Figures figures) {
        return json
                ? Wire.mapper().writeValueAsString(figures)
                : String.format(
                        Locale.ROOT,
                        "%d texts  BLEU %.2f  chrF %.2f  %.1f texts/s%n",
                        figures.n(),
                        figures.bleu(),
                        figures.chrf(),
                        figures.textsPerS());
    }
}
