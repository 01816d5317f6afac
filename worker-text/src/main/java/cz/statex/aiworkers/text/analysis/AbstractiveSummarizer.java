package cz.statex.aiworkers.text.analysis;

import cz.statex.aiworkers.core.generation.StepListener;
import cz.statex.aiworkers.core.model.ModelLease;
import cz.statex.aiworkers.core.task.TaskContext;
import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.text.model.summary.SummaryModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Summarizes a text in words of a model's own. A text that the model cannot read at once is split at the ends of
 * sentences; its parts are summarized, then their summaries together, and so on at most {@value #MAX_LEVELS} times. Equal
 * inputs give equal summaries unless the model is published to sample. Thread-safe.
 */
public final class AbstractiveSummarizer {

    static final int MAX_LEVELS = 8;

    /** A part is to shrink to a third at least, so that levels end. */
    private static final int SHRINKS_TO = 3;

    /** Tokens that a word takes, more than most do: what is too long is cut afterwards. */
    private static final double TOKENS_A_WORD = 1.5;

    /** Characters that a token has, fewer than most have. */
    private static final double CHARACTERS_A_TOKEN = 3;

    private final SummaryModels models;
    private final SentenceSplitter splitter = new SentenceSplitter();

    /**
     * A summary and how it came about.
     *
     * @param text the summary
     * @param model who wrote it
     * @param parts parts that the text was read in
     * @param levels how often summaries were summarized, the first time included
     */
    public record Written(String text, ModelRef model, int parts, int levels) {}

    /** Summarizes by {@code models}. */
    public AbstractiveSummarizer(SummaryModels models) {
        this.models = models;
    }

    /** The models that write. */
    public SummaryModels models() {
        return models;
    }

    /** Loads the preferred model, if there is one. */
    public void warmUp() throws TaskFailure, InterruptedException {
        if (models.isConfigured()) {
            models.lease(null).close();
        }
    }

    /**
     * Summarizes {@code text}, which must not be blank. The summary is never longer than {@code length}; it is shorter than
     * the shortest only where the model ends it, or the text is, too early.
     *
     * @param model catalog name; the preferred one if null
     * @param context may stop the work at any step, and is told of each part
     * @throws TaskFailure if the model cannot be had, or so does not shorten that its summaries never are one part
     * @throws InterruptedException if the caller is interrupted
     */
    public Written summarize(String text, SummaryLength length, @Nullable String model, TaskContext context)
            throws TaskFailure, InterruptedException {
        try (ModelLease<SummaryModel> lease = models.lease(model)) {
            SummaryModel writer = lease.model();
            List<String> parts = TextParts.of(splitter.split(text), writer::fits);
            int inFirst = parts.size();
            int level = 1;
            while (parts.size() > 1 && level < MAX_LEVELS) {
                List<String> summaries = new ArrayList<>();
                for (String part : parts) {
                    summaries.add(part(part, summaries.size(), parts.size(), level, writer, context));
                }
                parts = TextParts.of(splitter.split(String.join("\n\n", summaries)), writer::fits);
                level++;
            }
            if (parts.size() > 1) {
                throw tooLong(writer.ref(), inFirst);
            }
            String last = parts.isEmpty() ? "" : parts.get(0);
            String written = writer.summarize(
                    last,
                    tokens(length, length.min(), writer),
                    tokens(length, length.max(), writer),
                    StepListener.of(context, 90, 100, "writes the summary"));
            return new Written(length.counted(writer::count).cut(written), writer.ref(), inFirst, level);
        }
    }

    private static TaskFailure tooLong(ModelRef model, int parts) {
        return new TaskFailure.Permanent(new TaskError(
                ErrorCode.INPUT_TOO_LARGE,
                "text has " + parts + " parts of the length that model " + model.name() + " reads, and after "
                        + (MAX_LEVELS - 1) + " rounds of summarizing them there is still more than one; send less, or"
                        + " name a model that reads more",
                false,
                Map.of("field", "text", "value", parts)));
    }

    private static String part(String part, int done, int parts, int level, SummaryModel writer, TaskContext context)
            throws InterruptedException {
        // Each level has at most a third of the work of the one before.
        int from = (int) (90 * (1 - Math.pow(SHRINKS_TO, 1 - level)));
        int to = (int) (90 * (1 - Math.pow(SHRINKS_TO, -level)));
        int percent = from + (to - from) * done / parts;
        String stage = "summarizes part " + (done + 1) + " of " + parts;
        context.progress(percent, stage);
        int atMost = Math.max(1, Math.min(writer.count(part), writer.maxTokens()) / SHRINKS_TO);
        return writer.summarize(part, 0, atMost, StepListener.of(context));
    }

    /** A length in the model's tokens, roughly: enough for the longest, not too many for the shortest. */
    private static int tokens(SummaryLength length, int of, SummaryModel writer) {
        double tokens =
                switch (length.unit()) {
                    case WORDS -> of * TOKENS_A_WORD;
                    case CHARACTERS -> of / CHARACTERS_A_TOKEN;
                    case TOKENS -> of;
                };
        return (int) Math.min(Math.ceil(tokens), writer.maxOutput());
    }
}
