package cz.statex.aiworkers.text.worker;

import cz.statex.aiworkers.core.task.BaseWorker;
import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.text.analysis.sentiment.Polarity;
import cz.statex.aiworkers.text.analysis.sentiment.Sentiment;
import cz.statex.aiworkers.text.analysis.sentiment.SentimentAnalyzer;
import cz.statex.aiworkers.text.analysis.sentiment.SentimentModels;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells the sentiment of texts and the emotions in them. */
final class SentimentAnalysisWorker extends BaseWorker<SentimentAnalysisWorker.Input, SentimentAnalysisWorker.Output> {

    private final SentimentAnalyzer analyzer;

    /**
     * One text or several.
     *
     * @param text the text, if it is one
     * @param texts the texts, if they are several; then {@code text} must be absent
     * @param model a model of the catalog for {@code text.sentiment}; the worker's own if absent
     */
    record Input(
            @Nullable String text,
            @Nullable @Size(min = 1, max = InputText.MAX_TEXTS) List<String> texts,
            @Nullable @Size(max = 200) String model) {}

    /**
     * What the text feels like; of several texts only {@code results}. All numbers are probabilities from 0 to 1.
     *
     * @param sentiment the likeliest
     * @param confidence how likely it is
     * @param scores how likely each is
     * @param emotions how likely the text shows each emotion, by its name
     * @param detectedEmotions those likely enough to be named, likeliest first
     * @param windows pieces that the text was read in
     * @param truncated whether a part of the text was not read
     * @param results for each of several texts, in order, the same
     * @param model the model that answered, by its name in the catalog
     */
    record Output(
            @Nullable Polarity sentiment,
            @Nullable Double confidence,
            Sentiment.@Nullable Scores scores,
            @Nullable Map<String, Double> emotions,
            @Nullable List<String> detectedEmotions,
            @Nullable Integer windows,
            @Nullable Boolean truncated,
            @Nullable List<Sentiment> results,
            String model) {

        static Output of(Sentiment one, String model) {
            return new Output(
                    one.sentiment(),
                    one.confidence(),
                    one.scores(),
                    one.emotions(),
                    one.detectedEmotions(),
                    one.windows(),
                    one.truncated(),
                    null,
                    model);
        }

        static Output of(List<Sentiment> several, String model) {
            return new Output(null, null, null, null, null, null, null, several, model);
        }
    }

    SentimentAnalysisWorker(SentimentAnalyzer analyzer) {
        super(SentimentModels.TASK_TYPE, Input.class, Output.class);
        this.analyzer = analyzer;
    }

    @Override
    protected Output process(Input input, TaskContext context) throws TaskFailure, InterruptedException {
        List<Sentiment> sentiments =
                analyzer.analyze(InputText.oneOrSeveral(input.text(), input.texts()), input.model(), context);
        String model = input.model() == null ? analyzer.model().name() : input.model();
        return input.text() == null ? Output.of(sentiments, model) : Output.of(sentiments.get(0), model);
    }

    @Override
    public void warmUp() throws TaskFailure, InterruptedException {
        analyzer.warmUp();
    }

    @Override
    public Optional<ModelRef> model() {
        return Optional.of(analyzer.model());
    }

    @Override
    public boolean cacheable() {
        return true;
    }
}
