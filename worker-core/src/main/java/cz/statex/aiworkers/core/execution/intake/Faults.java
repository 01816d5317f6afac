package cz.statex.aiworkers.core.execution.intake;

import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.orchestrator.schema.Violation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;

/** What the orchestrator is told about values that break their schema: names, limits, and never input text. */
public final class Faults {

    /** More than this many are not read by anyone. */
    private static final int MAX_NAMED = 3;

    private Faults() {}

    /** An error that names the first faults, and in its detail the first one's field, value and limit. */
    public static TaskError error(ErrorCode code, List<Violation> violations) {
        String message =
                violations.stream().limit(MAX_NAMED).map(Violation::toString).collect(Collectors.joining("; "));
        Violation first = violations.get(0);
        Map<String, Object> detail = new HashMap<>();
        detail.put("field", first.field());
        if (first.value() != null) {
            detail.put("value", first.value());
        }
        if (first.limit() != null) {
            detail.put("limit", first.limit());
        }
        return new TaskError(code, message, false, detail);
    }

    /** The field at which binding failed, for example {@code texts[3]}; the value as a whole has no name. */
    public static String path(JacksonException failure) {
        String path = failure.getPath().stream()
                .map(step ->
                        step.getPropertyName() == null ? "[" + step.getIndex() + "]" : "." + step.getPropertyName())
                .collect(Collectors.joining());
        return path.isEmpty() ? "the value" : path.startsWith(".") ? path.substring(1) : path;
    }
}
