package cz.statex.aiworkers.text.worker;

import cz.statex.aiworkers.core.task.BaseWorker;
import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.text.analysis.Summary;
import cz.statex.aiworkers.text.analysis.SummaryLength;
import cz.statex.aiworkers.text.analysis.TextSummarizer;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Summarizes a text by its most telling sentences, in their order. */
final class TextSummarizationWorker extends BaseWorker<TextSummarizationWorker.Input, TextSummarizationWorker.Output> {

    private static final int DEFAULT_MAX_LENGTH = 150;

    private final TextSummarizer summarizer;

    /**
     * What to summarize.
     *
     * @param text the text
     * @param maxLength longest summary; 150 if absent
     * @param unit what {@code max_length} counts; words if absent
     */
    record Input(String text, @Nullable @Min(1) @Max(100_000) Integer maxLength, SummaryLength.@Nullable Unit unit) {}

    /**
     * The summary.
     *
     * @param summary sentences of the text, in its order
     * @param originalLength characters of the text
     * @param summaryLength characters of the summary
     * @param compressionRatio the latter divided by the former
     * @param keyPoints the most telling sentences, most telling first
     */
    record Output(
            String summary, int originalLength, int summaryLength, double compressionRatio, List<String> keyPoints) {}

    TextSummarizationWorker(TextSummarizer summarizer) {
        super("text.summarize", Input.class, Output.class);
        this.summarizer = summarizer;
    }

    @Override
    protected Output process(Input input, TaskContext context) throws TaskFailure, InterruptedException {
        InputText.requireText("text", input.text());
        SummaryLength length = new SummaryLength(
                Objects.requireNonNullElse(input.maxLength(), DEFAULT_MAX_LENGTH),
                Objects.requireNonNullElse(input.unit(), SummaryLength.Unit.WORDS));
        Summary summary = summarizer.summarize(input.text(), length, context);
        int before = characters(input.text());
        int after = characters(summary.text());
        return new Output(summary.text(), before, after, (double) after / before, summary.keyPoints());
    }

    private static int characters(String text) {
        return text.codePointCount(0, text.length());
    }

    @Override
    public void warmUp() throws TaskFailure, InterruptedException {
        summarizer.warmUp();
    }

    @Override
    public Optional<ModelRef> model() {
        return Optional.of(summarizer.model());
    }

    @Override
    public boolean cacheable() {
        return true;
    }
}
