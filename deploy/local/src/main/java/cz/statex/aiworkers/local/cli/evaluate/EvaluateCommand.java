package cz.statex.aiworkers.local.cli.evaluate;

import cz.statex.aiworkers.core.model.repository.RepositoryObserver;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.local.evaluate.DataException;
import cz.statex.aiworkers.local.evaluate.EmotionsEvaluation;
import cz.statex.aiworkers.local.evaluate.Evaluation;
import cz.statex.aiworkers.local.evaluate.LabelledText;
import cz.statex.aiworkers.local.evaluate.LanguageEvaluation;
import cz.statex.aiworkers.local.evaluate.SentimentEvaluation;
import cz.statex.aiworkers.local.evaluate.SentimentNames;
import cz.statex.aiworkers.local.evaluate.SentimentRun;
import cz.statex.aiworkers.local.models.ModelStore;
import cz.statex.aiworkers.local.models.ModelsException;
import cz.statex.aiworkers.orchestrator.cli.ExitCode;
import cz.statex.aiworkers.text.analysis.sentiment.Polarity;
import cz.statex.aiworkers.text.analysis.sentiment.SentimentModels;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code aiw evaluate}. */
@Command(
        name = "evaluate",
        description =
                "How good a model is, by texts whose answer is known: a file of yours and any model of the catalog.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false)
public final class EvaluateCommand {

    private static final Set<String> SENTIMENT_FIELDS =
            Set.of("label", "labels", "sentiment", "polarity", "stars", "rating");
    private static final Set<String> EMOTION_FIELDS = Set.of("label", "labels", "emotion", "emotions");
    private static final Set<String> LANGUAGE_FIELDS = Set.of("language", "lang");

    private final Map<String, String> environment;
    private final Consumer<String> output;
    private final Consumer<String> remarks;

    /** What is evaluated on texts and gives figures. */
    private interface Work {
        Evaluation run() throws Exception;
    }

    private EvaluateCommand(Map<String, String> environment, Consumer<String> output, Consumer<String> remarks) {
        this.environment = environment;
        this.output = output;
        this.remarks = remarks;
    }

    /**
     * The command with all that can be evaluated.
     *
     * @param environment variables that name catalog and cache
     * @param output what is asked for
     * @param remarks what else people may want to know
     */
    public static CommandLine commandLine(
            Map<String, String> environment, Consumer<String> output, Consumer<String> remarks) {
        return new CommandLine(new EvaluateCommand(environment, output, remarks))
                .addSubcommand(new SummarizeCommand(environment, output))
                .addSubcommand(new TranslateCommand(environment, output, remarks))
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Command(
            name = "sentiment",
            description =
                    "Sentiments; labels are positive, negative and neutral, or numbers of a scale such as 0 and 1, 0"
                            + " to 2, or 1 to 5. Data of two classes are scored on positive against negative.",
            mixinStandardHelpOptions = true,
            sortOptions = false)
    int sentiment(
            @Mixin EvaluateFlags flags,
            @Option(
                            names = "--model",
                            paramLabel = "NAME",
                            defaultValue = SentimentModels.DEFAULT_MODEL,
                            description = "A model of the catalog; default: ${DEFAULT-VALUE}.")
                    String model,
            @Option(
                            names = "--labels",
                            paramLabel = "LABEL=SENTIMENT",
                            split = ",",
                            description = "What labels mean that are called otherwise.")
                    @Nullable
                    Map<String, Polarity> labels)
            throws Exception {
        return evaluate(flags, () -> {
            List<LabelledText> texts = flags.allTexts(SENTIMENT_FIELDS);
            SentimentNames names = SentimentNames.of(texts, labels == null ? Map.of() : labels);
            if (!names.scale().isEmpty()) {
                remarks.accept("labels are numbers of the scale from negative to positive " + names.scale());
            }
            try (SentimentRun run = run(flags, model)) {
                return new SentimentEvaluation(run).run(flags.limited(texts), names);
            }
        });
    }

    @Command(
            name = "emotions",
            description = "Emotions, several of which a text may have; labels are the model's names or their numbers.",
            mixinStandardHelpOptions = true,
            sortOptions = false)
    int emotions(
            @Mixin EvaluateFlags flags,
            @Option(
                            names = "--model",
                            paramLabel = "NAME",
                            defaultValue = SentimentModels.DEFAULT_MODEL,
                            description = "A model of the catalog; default: ${DEFAULT-VALUE}.")
                    String model)
            throws Exception {
        return evaluate(flags, () -> {
            List<LabelledText> texts = flags.texts(EMOTION_FIELDS);
            try (SentimentRun run = run(flags, model)) {
                return new EmotionsEvaluation(run).run(texts);
            }
        });
    }

    @Command(
            name = "language",
            description = "Detected languages; labels are codes such as en or eng, or names such as English.",
            mixinStandardHelpOptions = true,
            sortOptions = false)
    int language(@Mixin EvaluateFlags flags) throws Exception {
        return evaluate(flags, () -> new LanguageEvaluation().run(flags.texts(LANGUAGE_FIELDS)));
    }

    private SentimentRun run(EvaluateFlags flags, String model) throws ModelsException {
        ModelStore store = ModelStore.open(flags.settings(environment), RepositoryObserver.NONE);
        store.require(model);
        try {
            return new SentimentRun(store, model, remarks);
        } catch (IllegalArgumentException e) {
            throw new ModelsException(ExitCode.REFUSED, String.valueOf(e.getMessage()));
        }
    }

    private int evaluate(EvaluateFlags flags, Work work) throws Exception {
        try {
            output.accept(flags.text(work.run()));
            return ExitCode.OK.code();
        } catch (DataException | TaskFailure e) {
            throw new ModelsException(ExitCode.REFUSED, String.valueOf(e.getMessage()));
        }
    }
}
