package cz.statex.aiworkers.local.cli.evaluate;

import cz.statex.aiworkers.core.model.repository.RepositoryObserver;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.local.evaluate.SummarizationRun;
import cz.statex.aiworkers.local.models.ModelStore;
import cz.statex.aiworkers.local.models.ModelsException;
import cz.statex.aiworkers.orchestrator.cli.ExitCode;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import cz.statex.aiworkers.text.analysis.SummaryLength;
import cz.statex.aiworkers.text.evaluation.ReferenceSummary;
import cz.statex.aiworkers.text.evaluation.Rouge;
import cz.statex.aiworkers.text.evaluation.SummarizationEvaluation;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code aiw evaluate summarize}. */
@Command(
        name = "summarize",
        description = "Summaries, by ROUGE-1, -2 and -L beside the first three sentences of each text. The file has a"
                + " JSON object a line: the text in src, text, document or article, its summaries in refs, references,"
                + " summary or highlights.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class SummarizeCommand implements Callable<Integer> {

    private final Map<String, String> environment;
    private final Consumer<String> output;

    @Mixin
    private final EvaluateFlags flags = new EvaluateFlags();

    @Option(
            names = "--strategy",
            paramLabel = "STRATEGY",
            defaultValue = "auto",
            description = "extractive, abstractive or auto, which is abstractive if there is a --model; default:"
                    + " ${DEFAULT-VALUE}.")
    private Strategy strategy = Strategy.AUTO;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "A model of the catalog that writes summaries, for abstractive ones.")
    private @Nullable String model;

    @Option(
            names = "--max-length",
            paramLabel = "N",
            defaultValue = "100",
            description = "Longest summary in --unit; default: ${DEFAULT-VALUE}.")
    private int maxLength;

    @Option(
            names = "--unit",
            paramLabel = "UNIT",
            defaultValue = "words",
            description = "words, characters or tokens; default: ${DEFAULT-VALUE}.")
    private SummaryLength.Unit unit = SummaryLength.Unit.WORDS;

    @Option(names = "--stem", description = "Let words count as equal that have the same stem; English only.")
    private boolean stem;

    /** How summaries are made. */
    enum Strategy {
        EXTRACTIVE,
        ABSTRACTIVE,
        AUTO
    }

    SummarizeCommand(Map<String, String> environment, Consumer<String> output) {
        this.environment = environment;
        this.output = output;
    }

    @Override
    public Integer call() throws Exception {
        String writer = writer();
        if (maxLength < 1) {
            throw new ModelsException(ExitCode.REFUSED, "--max-length is " + maxLength + ", but must be at least 1");
        }
        ModelStore store = ModelStore.open(flags.settings(environment), RepositoryObserver.NONE);
        if (writer != null) {
            store.require(writer);
        }
        try {
            List<ReferenceSummary> texts = ReferenceSummary.read(flags.data(), flags.limit());
            try (SummarizationRun run = new SummarizationRun(store, writer, new SummaryLength(maxLength, unit))) {
                run.warmUp();
                output.accept(text(new SummarizationEvaluation(new Rouge(stem)).run(texts, run)));
            }
            return ExitCode.OK.code();
        } catch (IllegalArgumentException | TaskFailure e) {
            throw new ModelsException(ExitCode.REFUSED, String.valueOf(e.getMessage()));
        }
    }

    private @Nullable String writer() throws ModelsException {
        if (strategy == Strategy.ABSTRACTIVE && model == null) {
            throw new ModelsException(ExitCode.REFUSED, "--strategy abstractive needs a --model that writes summaries");
        }
        if (strategy == Strategy.EXTRACTIVE && model != null) {
            throw new ModelsException(ExitCode.REFUSED, "--model is for abstractive summaries only");
        }
        return model;
    }

    private String text(SummarizationEvaluation.Result found) {
        return flags.json()
                ? Wire.mapper().writeValueAsString(found)
                : String.format(
                        Locale.ROOT,
                        "            ROUGE-1  ROUGE-2  ROUGE-L%nsummaries    %.4f   %.4f   %.4f%nfirst three  %.4f   %.4f"
                                + "   %.4f%n%n%d texts  %.1f texts/s%n",
                        found.rouge1(),
                        found.rouge2(),
                        found.rougeL(),
                        found.lead3Rouge1(),
                        found.lead3Rouge2(),
                        found.lead3RougeL(),
                        found.n(),
                        found.textsPerS());
    }
}
