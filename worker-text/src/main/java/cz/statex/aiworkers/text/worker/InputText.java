package cz.statex.aiworkers.text.worker;

import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What every worker of this module asks of a text. */
final class InputText {

    /** Most texts of one task. */
    static final int MAX_TEXTS = 1024;

    /** Most texts of one task that a provider is asked for. */
    static final int MAX_HOSTED_TEXTS = 64;

    /** Most characters of each of them: a translation is about as long, and answers have a limit, too. */
    static final int MAX_HOSTED_CHARACTERS = 20_000;

    private InputText() {}

    /**
     * All texts of an input that has either {@code text} or {@code texts}.
     *
     * @throws TaskFailure if both or neither are there, or one says nothing
     */
    static List<String> oneOrSeveral(@Nullable String text, @Nullable List<String> texts) throws TaskFailure {
        if ((text == null) == (texts == null)) {
            throw new TaskFailure.Permanent(new TaskError(
                    ErrorCode.INVALID_INPUT, "give either text or texts", false, Map.of("field", "text")));
        }
        List<String> all = text == null ? texts : List.of(text);
        for (int i = 0; i < all.size(); i++) {
            requireText(text == null ? "texts[" + i + "]" : "text", all.get(i));
        }
        return all;
    }

    /**
     * Refuses more or longer texts than a provider is asked for within a task's time.
     *
     * @param isOne whether it is one that was given by itself
     */
    static void requireHosted(boolean isOne, List<String> texts) throws TaskFailure {
        if (texts.size() > MAX_HOSTED_TEXTS) {
            throw new TaskFailure.Permanent(TaskError.ofLimit(
                    ErrorCode.INPUT_TOO_LARGE,
                    "texts has " + texts.size() + " texts, the limit for a provider is " + MAX_HOSTED_TEXTS
                            + "; send them in several tasks",
                    "texts",
                    texts.size(),
                    MAX_HOSTED_TEXTS));
        }
        for (int i = 0; i < texts.size(); i++) {
            requireHosted(isOne ? "text" : "texts[" + i + "]", texts.get(i), MAX_HOSTED_CHARACTERS);
        }
    }

    /** Refuses a text that is longer than what a provider is asked for. */
    static void requireHosted(String field, String text, int limit) throws TaskFailure {
        if (text.length() > limit) {
            throw new TaskFailure.Permanent(TaskError.ofLimit(
                    ErrorCode.INPUT_TOO_LARGE,
                    field + " has " + text.length() + " characters, the limit for a provider is " + limit,
                    field,
                    text.length(),
                    limit));
        }
    }

    /**
     * Refuses a text that says nothing: of white space and control characters alone.
     *
     * @param field its name in the input
     */
    static void requireText(String field, @Nullable String text) throws TaskFailure {
        if (text == null || text.codePoints().allMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))) {
            throw new TaskFailure.Permanent(new TaskError(
                    ErrorCode.INVALID_INPUT,
                    field + " must hold more than white space",
                    false,
                    Map.of("field", field)));
        }
    }
}
