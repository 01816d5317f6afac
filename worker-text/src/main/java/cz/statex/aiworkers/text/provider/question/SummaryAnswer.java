package cz.statex.aiworkers.text.provider.question;

import cz.statex.aiworkers.text.provider.HostedQuestion;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.util.List;

/**
 * A summary by a hosted model.
 *
 * @param summary the summary
 * @param keyPoints what the text says, most important first
 */
public record SummaryAnswer(@NotBlank String summary, @NotNull List<String> keyPoints) {

    /**
     * Asks for a summary in the text's own language.
     *
     * @param atLeast shortest summary; 0 for any
     * @param atMost longest summary
     * @param unit what both count, for example {@code words}
     * @param keyPoints most key points
     */
    public static HostedQuestion<SummaryAnswer> question(
            String text, int atLeast, int atMost, String unit, int keyPoints) {
        String length = atLeast > 0 ? "at least " + atLeast + " and at most " : "at most ";
        return new HostedQuestion<>(
                "Summarize the text of the user in its own language. Say only what the text says."
                        + "\nsummary: the summary, " + length + atMost + " " + unit + " long."
                        + "\nkey_points: at most " + keyPoints
                        + " short sentences, each one statement of the text, the most important first.",
                text,
                SummaryAnswer.class);
    }
}
