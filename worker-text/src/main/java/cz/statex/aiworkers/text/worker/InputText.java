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
