package cz.statex.aiworkers.text.provider.question;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import cz.statex.aiworkers.text.provider.HostedQuestion;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotNull;
import java.util.Locale;
import java.util.Optional;

/**
 * A sentiment by a hosted model.
 *
 * @param sentiment the likeliest
 * @param confidence how likely it is, 0 to 1; its score says so too, and is what counts
 * @param scores how likely each is
 */
public record SentimentAnswer(
        @NotNull Sentiment sentiment, @DecimalMin("0") @DecimalMax("1") double confidence, @NotNull Scores scores) {

    /** How far the scores may be from 1 together: models round. */
    private static final double TOLERANCE = 0.05;

    /** A sentiment. */
    public enum Sentiment {
        /** Approving, glad. */
        POSITIVE,
        /** Disapproving, sad, angry. */
        NEGATIVE,
        /** Neither, or both alike. */
        NEUTRAL;

        /** The form on the wire, for example {@code positive}. */
        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Reads the wire form; throws {@link IllegalArgumentException} for a name that is none. */
        @JsonCreator
        public static Sentiment ofWireName(String wireName) {
            return valueOf(wireName.toUpperCase(Locale.ROOT));
        }
    }

    /** How likely each sentiment is, 0 to 1. */
    public record Scores(
            @DecimalMin("0") @DecimalMax("1") double positive,
            @DecimalMin("0") @DecimalMax("1") double negative,
            @DecimalMin("0") @DecimalMax("1") double neutral) {

        /** That of a sentiment. */
        public double of(Sentiment sentiment) {
            return switch (sentiment) {
                case POSITIVE -> positive;
                case NEGATIVE -> negative;
                case NEUTRAL -> neutral;
            };
        }
    }

    /** What contradicts itself in this. */
    private Optional<String> fault() {
        if (Math.abs(scores.positive() + scores.negative() + scores.neutral() - 1) > TOLERANCE) {
            return Optional.of("scores do not sum to 1");
        }
        double largest = Math.max(scores.positive(), Math.max(scores.negative(), scores.neutral()));
        return scores.of(sentiment) < largest
                ? Optional.of("sentiment is not the one with the largest of scores")
                : Optional.empty();
    }

    /** Asks for the sentiment of a text in any language. */
    public static HostedQuestion<SentimentAnswer> question(String text) {
        return new HostedQuestion<>(
                "Tell the sentiment that the text of the user expresses."
                        + "\nsentiment: positive, negative or neutral, whichever is likeliest."
                        + "\nscores: the probability of each of the three; together 1."
                        + "\nconfidence: the probability of the one that you chose.",
                text,
                SentimentAnswer.class,
                SentimentAnswer::fault);
    }
}
