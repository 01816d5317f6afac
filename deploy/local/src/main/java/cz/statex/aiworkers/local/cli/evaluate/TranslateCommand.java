package cz.statex.aiworkers.local.cli.evaluate;

import cz.statex.aiworkers.core.model.repository.RepositoryObserver;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.local.WithoutFleet;
import cz.statex.aiworkers.local.cli.flags.Count;
import cz.statex.aiworkers.local.evaluate.TranslationRun;
import cz.statex.aiworkers.local.models.ModelStore;
import cz.statex.aiworkers.local.models.ModelsException;
import cz.statex.aiworkers.orchestrator.cli.ExitCode;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import cz.statex.aiworkers.text.evaluation.ParallelTexts;
import cz.statex.aiworkers.text.evaluation.ParallelTexts.Pair;
import cz.statex.aiworkers.text.evaluation.TranslationEvaluation;
import cz.statex.aiworkers.text.evaluation.TranslationEvaluation.Figures;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code aiw evaluate translate}. */
@Command(
        name = "translate",
        description = "Translations, by BLEU and chrF as sacreBLEU computes them. The file has a text, a tab and its"
                + " translation in each line, or JSON objects with source and target.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class TranslateCommand implements Callable<Integer> {

    private final Map<String, String> environment;
    private final Consumer<String> output;
    private final Consumer<String> remarks;

    @Mixin
    private final EvaluateFlags flags = new EvaluateFlags();

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
            names = "--threads",
            paramLabel = "N",
            converter = Count.class,
            defaultValue = "1",
            description = "Cores that a batch is computed on; default: ${DEFAULT-VALUE}.")
    private int threads;

    @Option(names = "--verbose", description = "Print every source, reference and translation, with tabs between.")
    private boolean verbose;

    TranslateCommand(Map<String, String> environment, Consumer<String> output, Consumer<String> remarks) {
        this.environment = environment;
        this.output = output;
        this.remarks = remarks;
    }

    @Override
    public Integer call() throws Exception {
        List<Pair> pairs = pairs();
        ModelStore store = ModelStore.open(flags.settings(environment), RepositoryObserver.NONE);
        if (model != null) {
            store.require(model);
        }
        try (TranslationRun run = new TranslationRun(store, threads)) {
            Figures figures = run.evaluation()
                    .run(
                            new TranslationEvaluation.Direction(source, target, model, beams),
                            pairs,
                            this::show,
                            WithoutFleet.context());
            output.accept(text(figures));
            return ExitCode.OK.code();
        } catch (IllegalArgumentException | TaskFailure e) {
            throw new ModelsException(ExitCode.REFUSED, String.valueOf(e.getMessage()));
        }
    }

    private List<Pair> pairs() throws ModelsException {
        try {
            List<Pair> pairs = ParallelTexts.read(flags.data(), flags.limit());
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
        return flags.json()
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
