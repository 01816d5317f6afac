package cz.statex.aiworkers.text.worker;

import cz.statex.aiworkers.core.task.BaseWorker;
import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.orchestrator.schema.Examples;
import cz.statex.aiworkers.text.analysis.sentiment.Polarity;
import cz.statex.aiworkers.text.analysis.sentiment.Sentiment;
import cz.statex.aiworkers.text.analysis.sentiment.SentimentAnalyzer;
import cz.statex.aiworkers.text.analysis.sentiment.SentimentModels;
import cz.statex.aiworkers.text.provider.HostedModels;
import cz.statex.aiworkers.text.provider.HostedUsage;
import cz.statex.aiworkers.text.provider.Provider;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells the sentiment of texts and the emotions in them. */
final class SentimentAnalysisWorker extends BaseWorker<SentimentAnalysisWorker.Input, SentimentAnalysisWorker.Output> {

    private final SentimentAnalyzer analyzer;
    private final HostedWork hosted;

    /**
     * One text or several.
     *
     * @param text the text, if it is one
     * @param texts the texts, if they are several; then {@code text} must be absent
     * @param model a model of the catalog for {@code text.sentiment}; the worker's own if absent
     * @param provider who answers: the fleet's own models, {@code local}, if absent; others tell no emotions
     * @param providerModel the provider's model; its configured default if absent
     */
    @Examples({
        """
            {"text": "Thank you for the quick delivery!"}
            """,
        """
            {"texts": ["I love it.", "It rains."], "model": "minilm-sentiment-emotions"}
            """
    })
    record Input(
            @Nullable String text,
            @Nullable @Size(min = 1, max = InputText.MAX_TEXTS) List<String> texts,
            @Nullable @Size(max = 200) String model,
            @Nullable Provider provider,
            @Nullable @Size(max = 200) String providerModel) {}

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
     * @param usage what a hosted model took; absent if none answered
     */
    @Examples({
        """
            {"sentiment": "positive", "confidence": 0.97,
             "scores": {"positive": 0.97, "negative": 0.01, "neutral": 0.02},
             "emotions": {"gratitude": 0.98, "admiration": 0.12, "neutral": 0.01}, "detected_emotions": ["gratitude"],
             "windows": 1, "truncated": false, "model": "minilm-sentiment-emotions"}
            """,
        """
            {"results": [
              {"sentiment": "positive", "confidence": 0.95, "scores": {"positive": 0.95, "negative": 0.02, "neutral": 0.03},
               "windows": 1, "truncated": false}],
             "model": "distilbert-sst-2"}
            """
    })
    record Output(
            @Nullable Polarity sentiment,
            @Nullable Double confidence,
            Sentiment.@Nullable Scores scores,
            @Nullable Map<String, Double> emotions,
            @Nullable List<String> detectedEmotions,
            @Nullable Integer windows,
            @Nullable Boolean truncated,
            @Nullable List<Sentiment> results,
            String model,
            @Nullable HostedUsage usage) {

        static Output of(Sentiment one, String model, @Nullable HostedUsage usage) {
            return new Output(
                    one.sentiment(),
                    one.confidence(),
                    one.scores(),
                    one.emotions(),
                    one.detectedEmotions(),
                    one.windows(),
                    one.truncated(),
                    null,
                    model,
                    usage);
        }

        static Output of(List<Sentiment> several, String model, @Nullable HostedUsage usage) {
            return new Output(null, null, null, null, null, null, null, several, model, usage);
        }
    }

    SentimentAnalysisWorker(SentimentAnalyzer analyzer, HostedModels hosted) {
        super(SentimentModels.TASK_TYPE, Input.class, Output.class);
        this.analyzer = analyzer;
        this.hosted = new HostedWork(hosted);
    }

    @Override
    protected Output process(Input input, TaskContext context) throws TaskFailure, InterruptedException {
        List<String> texts = InputText.oneOrSeveral(input.text(), input.texts());
        ProviderChoice choice = ProviderChoice.of(input.provider(), input.providerModel(), input.model());
        if (choice.isHosted()) {
            InputText.requireHosted(input.text() != null, texts);
        }
        HostedWork.Done<Sentiment> done = choice.isHosted() ? hosted.sentiments(texts, choice, context) : null;
        List<Sentiment> sentiments = done == null ? analyzer.analyze(texts, input.model(), context) : done.values();
        HostedUsage usage = done == null ? null : done.usage();
        String model = done == null ? local(input.model()) : done.usage().model();
        return input.text() == null ? Output.of(sentiments, model, usage) : Output.of(sentiments.get(0), model, usage);
    }

    private String local(@Nullable String model) {
        return model == null ? analyzer.model().name() : model;
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
    protected Optional<ModelRef> model(Input input) throws TaskFailure {
        ProviderChoice choice = ProviderChoice.of(input.provider(), input.providerModel(), input.model());
        return Optional.of(choice.isHosted() ? hosted.describe(choice) : analyzer.model(input.model()));
    }

    @Override
    public boolean cacheable() {
        return true;
    }
}
