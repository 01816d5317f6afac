package cz.statex.aiworkers.orchestrator.cli;

import cz.statex.aiworkers.orchestrator.client.AiWorkersClient;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Cancels a task. */
@Command(
        name = "cancel",
        description = "Cancels a task. Running work stops at its next checkpoint: until then it is 'cancelling'.")
final class CancelCommand implements Callable<Integer> {

    @Mixin
    private final Session session = new Session();

    @Parameters(index = "0", paramLabel = "ID", description = "Id of the task.")
    private UUID id = new UUID(0, 0);

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = "Its task type, to cancel it even before a worker has seen it.")
    private @Nullable String taskType;

    @Override
    public Integer call() {
        try (AiWorkersClient client = session.connect()) {
            Task task = client.fleet().cancel(id, taskType);
            session.print(task, id + " is " + task.statusOrDefault().wireName());
            return ExitCode.OK.code();
        }
    }
}
