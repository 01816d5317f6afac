package cz.statex.aiworkers.text.worker;

import cz.statex.aiworkers.core.task.BaseWorker;
import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.schema.Examples;
import cz.statex.aiworkers.text.analysis.AbstractiveSummarizer;
import cz.statex.aiworkers.text.analysis.Summary;
import cz.statex.aiworkers.text.analysis.SummaryLength;
import cz.statex.aiworkers.text.analysis.TextSummarizer;
import cz.statex.aiworkers.text.provider.HostedAnswer;
import cz.statex.aiworkers.text.provider.HostedModels;
import cz.statex.aiworkers.text.provider.HostedUsage;
import cz.statex.aiworkers.text.provider.Provider;
import cz.statex.aiworkers.text.provider.question.SummaryAnswer;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Summarizes a text: by its most telling sentences, in words of a model's own, or by a model that somebody hosts. */
final class TextSummarizationWorker extends BaseWorker<TextSummarizationWorker.Input, TextSummarizationWorker.Output> {

    private static final int DEFAULT_MAX_LENGTH = 150;

    /** Longest text that a provider is asked to summarize, in characters. */
    private static final int MAX_HOSTED_CHARACTERS = 200_000;

    private final TextSummarizer extractive;
    private final AbstractiveSummarizer abstractive;
    private final HostedModels hosted;

    /**
     * What to summarize.
     *
     * @param text the text
     * @param strategy extractive for sentences of the text, abstractive for a model's own words; {@code auto}, or absent, is
     *     abstractive if a model or a provider is there for it
     * @param maxLength longest summary; 150 if absent
     * @param minLength what the summary should have, if the text has that much; nothing if absent
     * @param unit what both lengths count; words if absent
     * @param model a BART or T5 model of the catalog that writes; the configured one if absent
     * @param provider who answers: the fleet's own models, {@code local}, if absent
     * @param providerModel the provider's model; its configured default if absent
     */
    @Examples({
        """
            {"text": "The bridge is closed. A flood broke it. It will be rebuilt by spring."}
            """,
        """
            {"text": "The bridge is closed. A flood broke it. It will be rebuilt by spring.",
             "strategy": "extractive", "max_length": 40, "unit": "characters"}
            """
    })
    record Input(
            String text,
            @Nullable SummaryStrategy strategy,
            @Nullable @Min(1) @Max(100_000) Integer maxLength,
            @Nullable @Min(0) @Max(100_000) Integer minLength,
            SummaryLength.@Nullable Unit unit,
            @Nullable @Size(max = 200) String model,
            @Nullable Provider provider,
            @Nullable @Size(max = 200) String providerModel) {}

    /**
     * The summary.
     *
     * @param summary the summary: of extractive ones sentences of the text, in its order
     * @param originalLength characters of the text
     * @param summaryLength characters of the summary
     * @param compressionRatio the latter divided by the former
     * @param keyPoints what the text says, most telling first: of local models, sentences of the text
     * @param strategy how the summary was made, extractive or abstractive
     * @param model who made it: {@code name@version} of the catalog, or the provider's name of its model
     * @param parts parts that a model read the text in, where it was too long for it; absent otherwise
     * @param usage what a hosted model took; absent if none answered
     */
    @Examples(
            """
            {"summary": "A flood broke it.", "original_length": 69, "summary_length": 17,
             "compression_ratio": 0.246, "key_points": ["A flood broke it."], "strategy": "extractive",
             "model": "all-minilm-l6-v2@1"}
            """)
    record Output(
            String summary,
            int originalLength,
            int summaryLength,
            double compressionRatio,
            List<String> keyPoints,
            SummaryStrategy strategy,
            String model,
            @Nullable Integer parts,
            @Nullable HostedUsage usage) {}

    TextSummarizationWorker(TextSummarizer extractive, AbstractiveSummarizer abstractive, HostedModels hosted) {
        super("text.summarize", Input.class, Output.class);
        this.extractive = extractive;
        this.abstractive = abstractive;
        this.hosted = hosted;
    }

    @Override
    protected Output process(Input input, TaskContext context) throws TaskFailure, InterruptedException {
        InputText.requireText("text", input.text());
        SummaryLength length = length(input);
        ProviderChoice choice = ProviderChoice.of(input.provider(), input.providerModel(), input.model());
        requireConsistent(input, choice.isHosted());
        if (choice.isHosted()) {
            return hosted(input, choice, length, context);
        }
        return isAbstractive(input) ? written(input, length, context) : chosen(input, length, context);
    }

    private static SummaryLength length(Input input) throws TaskFailure {
        int max = Objects.requireNonNullElse(input.maxLength(), DEFAULT_MAX_LENGTH);
        int min = Objects.requireNonNullElse(input.minLength(), 0);
        if (min > max) {
            throw new TaskFailure.Permanent(TaskError.ofLimit(
                    ErrorCode.INVALID_INPUT,
                    "min_length is " + min + ", but must be at most max_length, which is " + max,
                    "min_length",
                    min,
                    max));
        }
        return new SummaryLength(max, min, Objects.requireNonNullElse(input.unit(), SummaryLength.Unit.WORDS));
    }

    /** Refuses parameters that ask for two things at once. */
    private static void requireConsistent(Input input, boolean isHosted) throws TaskFailure {
        if (isHosted && input.strategy() == SummaryStrategy.EXTRACTIVE) {
            throw ProviderChoice.refused(
                    "strategy", "strategy is extractive, which local models do; leave out provider");
        }
        if (isHosted && input.unit() == SummaryLength.Unit.TOKENS) {
            throw ProviderChoice.refused(
                    "unit", "unit is tokens, which are counted by local models; ask providers for words or characters");
        }
        if (input.strategy() == SummaryStrategy.EXTRACTIVE && input.model() != null) {
            throw ProviderChoice.refused(
                    "model", "model names a model that writes; leave it out, or strategy extractive");
        }
    }

    private boolean isAbstractive(Input input) {
        return input.strategy() == SummaryStrategy.ABSTRACTIVE
                || (input.strategy() != SummaryStrategy.EXTRACTIVE
                        && (input.model() != null || abstractive.models().isConfigured()));
    }

    private Output chosen(Input input, SummaryLength length, TaskContext context)
            throws TaskFailure, InterruptedException {
        Summary summary = extractive.summarize(input.text(), length, context);
        return output(
                input,
                summary.text(),
                summary.keyPoints(),
                SummaryStrategy.EXTRACTIVE,
                id(extractive.model()),
                null,
                null);
    }

    private Output written(Input input, SummaryLength length, TaskContext context)
            throws TaskFailure, InterruptedException {
        List<String> keyPoints = extractive.keyPoints(input.text(), context);
        AbstractiveSummarizer.Written written = abstractive.summarize(input.text(), length, input.model(), context);
        return output(
                input,
                written.text(),
                keyPoints,
                SummaryStrategy.ABSTRACTIVE,
                id(written.model()),
                written.parts() > 1 ? written.parts() : null,
                null);
    }

    private Output hosted(Input input, ProviderChoice choice, SummaryLength length, TaskContext context)
            throws TaskFailure, InterruptedException {
        InputText.requireHosted("text", input.text(), MAX_HOSTED_CHARACTERS);
        HostedAnswer<SummaryAnswer> answer = hosted.model(choice.provider(), choice.model())
                .ask(
                        SummaryAnswer.question(
                                input.text(),
                                length.min(),
                                length.max(),
                                length.unit().wireName(),
                                TextSummarizer.KEY_POINTS),
                        context);
        List<String> keyPoints = answer.value().keyPoints();
        return output(
                input,
                length.cut(answer.value().summary().strip()),
                keyPoints.subList(0, Math.min(TextSummarizer.KEY_POINTS, keyPoints.size())),
                SummaryStrategy.ABSTRACTIVE,
                answer.usage().model(),
                null,
                answer.usage());
    }

    private static Output output(
            Input input,
            String summary,
            List<String> keyPoints,
            SummaryStrategy strategy,
            String model,
            @Nullable Integer parts,
            @Nullable HostedUsage usage) {
        int before = characters(input.text());
        int after = characters(summary);
        return new Output(summary, before, after, (double) after / before, keyPoints, strategy, model, parts, usage);
    }

    private static String id(ModelRef model) {
        return model.name() + "@" + model.version();
    }

    private static int characters(String text) {
        return text.codePointCount(0, text.length());
    }

    @Override
    public void warmUp() throws TaskFailure, InterruptedException {
        extractive.warmUp();
        abstractive.warmUp();
    }

    @Override
    public Optional<ModelRef> model() {
        return abstractive.models().described().or(() -> Optional.of(extractive.model()));
    }

    @Override
    protected Optional<ModelRef> model(Input input) throws TaskFailure {
        ProviderChoice choice = ProviderChoice.of(input.provider(), input.providerModel(), input.model());
        if (choice.isHosted()) {
            return Optional.of(hosted.describe(choice.provider(), choice.model()));
        }
        return Optional.of(isAbstractive(input) ? abstractive.models().described(input.model()) : extractive.model());
    }

    @Override
    public boolean cacheable() {
        return true;
    }
}
