package cz.statex.aiworkers.text.worker;

import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What every worker of this module asks of a text. */
final class InputText {

    private InputText() {}

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
