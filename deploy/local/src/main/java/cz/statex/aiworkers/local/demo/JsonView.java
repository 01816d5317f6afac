package cz.statex.aiworkers.local.demo;

import cz.statex.aiworkers.orchestrator.protocol.Job;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.PrintWriter;
import java.util.List;

/** For programs: a JSON line per result, and the totals in the last line. */
public final class JsonView implements DemoView {

    private final PrintWriter out;

    /** Prints to {@code out}. */
    public JsonView(PrintWriter out) {
        this.out = out;
    }

    private record Line(String text, Task task) {}

    @Override
    public void begin(int texts, int tasks) {}

    @Override
    public void progress(Job job) {}

    @Override
    public void end(List<TextResults> results, Demo.Totals totals) {
        for (TextResults result : results) {
            for (Task task : result.tasks()) {
                Task answer = task.toBuilder().inputData(null).build();
                out.println(
                        Wire.mapper().writeValueAsString(new Line(result.text().name(), answer)));
            }
        }
        out.println(Wire.mapper().writeValueAsString(totals));
        out.flush();
    }
}
