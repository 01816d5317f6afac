package cz.statex.aiworkers.orchestrator.schema;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.format.Format;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.time.DateTimeException;

/** The format {@code date-time}, as wide as {@link Wire#parseTime}. */
final class WireTimeFormat implements Format {

    @Override
    public String getName() {
        return "date-time";
    }

    @Override
    public boolean matches(ExecutionContext context, String value) {
        try {
            Wire.parseTime(value);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
