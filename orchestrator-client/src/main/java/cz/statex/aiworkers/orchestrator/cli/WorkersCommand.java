package cz.statex.aiworkers.orchestrator.cli;

import cz.statex.aiworkers.orchestrator.cli.terminal.Spans;
import cz.statex.aiworkers.orchestrator.cli.terminal.Table;
import cz.statex.aiworkers.orchestrator.client.AiWorkersClient;
import cz.statex.aiworkers.orchestrator.protocol.WorkerInfo;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists worker processes. */
@Command(name = "workers", description = "Lists the worker processes.")
final class WorkersCommand implements Callable<Integer> {

    @Mixin
    private final Session session = new Session();

    @Override
    public Integer call() {
        try (AiWorkersClient client = session.connect()) {
            List<WorkerInfo> workers = client.fleet().workers();
            session.print(workers, table(workers, session.clock().instant()));
            return ExitCode.OK.code();
        }
    }

    private static Table table(List<WorkerInfo> workers, Instant now) {
        Table table =
                new Table("no workers", "WORKER", "STATUS", "SLOTS", "DEVICE", "DONE", "FAILED", "SEEN", "TASK TYPES");
        for (WorkerInfo worker : workers) {
            table.row(
                    worker.workerId(),
                    worker.status().wireName(),
                    worker.busySlots() + "/" + worker.slots(),
                    worker.device(),
                    worker.performanceMetrics().succeeded(),
                    worker.performanceMetrics().failed(),
                    Spans.ago(worker.lastSeenAt(), now),
                    String.join(" ", worker.capabilities()));
        }
        return table;
    }
}
