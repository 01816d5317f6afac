package cz.statex.aiworkers.orchestrator.cli;

import cz.statex.aiworkers.orchestrator.cli.terminal.ProgressBar;
import cz.statex.aiworkers.orchestrator.cli.terminal.TaskText;
import cz.statex.aiworkers.orchestrator.client.AiWorkersClient;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a task. */
@Command(
        name = "result",
        description = "Shows a task with its output. Exits 0 if it succeeded, 1 if it ended otherwise, 7 if it has not"
                + " ended.")
final class ResultCommand implements Callable<Integer> {

    @Mixin
    private final Session session = new Session();

    @Parameters(index = "0", paramLabel = "ID", description = "Id of the task.")
    private UUID id = new UUID(0, 0);

    @Option(names = "--wait", description = "Wait until it has ended.")
    private boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "5m",
            description = "How long --wait waits; without it ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ZERO;

    @Override
    public Integer call() {
        try (AiWorkersClient client = session.connect()) {
            Task task = client.fleet().task(id);
            if (wait && !task.statusOrDefault().isTerminal()) {
                try (ProgressBar bar = session.progressBar()) {
                    show(bar, task);
                    task = client.watch(id, task.taskType())
                            .onProgress(news -> show(bar, news))
                            .await(timeout);
                }
            }
            session.print(task, TaskText.of(task));
            return exitCode(task).code();
        }
    }

    static void show(ProgressBar bar, Task task) {
        Task.Progress progress = task.progress();
        String status = task.statusOrDefault().wireName();
        bar.update(
                progress == null ? 0 : progress.percent(),
                progress == null || progress.stage() == null ? status : progress.stage());
    }

    static ExitCode exitCode(Task task) {
        TaskStatus status = task.statusOrDefault();
        if (!status.isTerminal()) {
            return ExitCode.NOT_ENDED;
        }
        return status == TaskStatus.SUCCEEDED ? ExitCode.OK : ExitCode.TASK_FAILED;
    }
}
