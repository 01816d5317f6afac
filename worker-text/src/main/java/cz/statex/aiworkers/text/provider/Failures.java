package cz.statex.aiworkers.text.provider;

import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The table from what a provider's client threw to how the task fails. What it threw is dropped, since clients like to
 * repeat questions and answers in their messages.
 */
final class Failures {

    private final Provider provider;
    private final String key;
    private final Duration timeout;

    /**
     * A failed request.
     *
     * @param failure how the task fails
     * @param outcome what it is counted as
     */
    record Failed(TaskFailure failure, String outcome) {}

    /**
     * The table of a provider.
     *
     * @param key the variable that holds its key
     */
    Failures(Provider provider, String key, Duration timeout) {
        this.provider = provider;
        this.key = key;
        this.timeout = timeout;
    }

    /** How the task fails; null if the provider answered with success and something that is none of its interface. */
    @Nullable
    Failed of(RuntimeException thrown, String model, boolean isAnswered) {
        Optional<RefusedException> refused = find(thrown, RefusedException.class);
        if (refused.isPresent()) {
            return ofStatus(refused.get(), model);
        }
        if (find(thrown, InterruptedIOException.class).isPresent()) {
            return unavailable("did not answer within "
                    + (timeout.toMillis() % 1000 == 0 ? timeout.toSeconds() + " s" : timeout.toMillis() + " ms"));
        }
        if (isAnswered) {
            return null;
        }
        if (find(thrown, IOException.class).isPresent()) {
            return unavailable("cannot be reached");
        }
        return unavailable("could not be asked");
    }

    private Failed ofStatus(RefusedException refused, String model) {
        int status = refused.status();
        return switch (status) {
            case 401, 403 ->
                permanent(
                        ErrorCode.DEPENDENCY_UNAVAILABLE,
                        "refused the key in " + key + ", or does not let it use the model",
                        status);
            case 402 -> permanent(ErrorCode.DEPENDENCY_UNAVAILABLE, "wants to be paid first", status);
            case 404 -> permanent(ErrorCode.MODEL_NOT_FOUND, "has no model " + model, status);
            case 413 -> permanent(ErrorCode.INPUT_TOO_LARGE, "does not take a text of this size", status);
            case 429 ->
                new Failed(
                        new TaskFailure.Retryable(
                                ErrorCode.DEPENDENCY_UNAVAILABLE,
                                message("takes no more requests for now", status),
                                null,
                                refused.retryAfter()),
                        "limited");
            case 408, 409, 425 -> inTrouble(refused);
            default -> {
                if (status >= 500) {
                    yield inTrouble(refused);
                }
                yield status < 400
                        ? permanent(
                                ErrorCode.DEPENDENCY_UNAVAILABLE,
                                "sends requests elsewhere, which is not followed: correct its base-url",
                                status)
                        : permanent(ErrorCode.INVALID_INPUT, "refused the request", status);
            }
        };
    }

    private Failed inTrouble(RefusedException refused) {
        return new Failed(
                new TaskFailure.Retryable(
                        ErrorCode.DEPENDENCY_UNAVAILABLE,
                        message("is in trouble", refused.status()),
                        null,
                        refused.retryAfter()),
                "unavailable");
    }

    /** The provider ended its answer at the limit of tokens: so would it the next time, and be paid again. */
    Failed cut(int maxTokens) {
        return new Failed(
                new TaskFailure.Permanent(new TaskError(
                        ErrorCode.INPUT_TOO_LARGE,
                        "provider " + provider.wireName() + " cut its answer at " + maxTokens
                                + " tokens, which is ai-workers.hosted.max-tokens; send a shorter text, or raise the"
                                + " limit where the workers run",
                        false,
                        Map.of(
                                "provider",
                                provider.wireName(),
                                "property",
                                "ai-workers.hosted.max-tokens",
                                "limit",
                                maxTokens))),
                "cut");
    }

    private Failed permanent(ErrorCode code, String what, int status) {
        return new Failed(
                new TaskFailure.Permanent(new TaskError(
                        code, message(what, status), false, Map.of("provider", provider.wireName(), "status", status))),
                "refused");
    }

    private Failed unavailable(String what) {
        return new Failed(
                new TaskFailure.Retryable(
                        ErrorCode.DEPENDENCY_UNAVAILABLE, "provider " + provider.wireName() + " " + what, null),
                "unavailable");
    }

    private String message(String what, int status) {
        return "provider " + provider.wireName() + " " + what + " (status " + status + ")";
    }

    private static <E extends Throwable> Optional<E> find(Throwable thrown, Class<E> type) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < 20; depth++) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }
}
