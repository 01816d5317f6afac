package cz.statex.aiworkers.orchestrator.cli;

import cz.statex.aiworkers.orchestrator.cli.terminal.ProgressBar;
import cz.statex.aiworkers.orchestrator.cli.terminal.TaskText;
import cz.statex.aiworkers.orchestrator.client.AiWorkersClient;
import cz.statex.aiworkers.orchestrator.client.TaskHandle;
import cz.statex.aiworkers.orchestrator.protocol.Priority;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Submits one task. */
@Command(
        name = "submit",
        description = "Submits a task; with --wait also prints its result.",
        footer = {
            "%nExamples:",
            "  aiw submit text.summarize --text-file report.txt --param max_length=300 --wait",
            "  aiw submit custom.word_count --input text='some words' --wait --json"
        })
final class SubmitCommand implements Callable<Integer> {

    @Mixin
    private final Session session = new Session();

    @Mixin
    private final TaskInput input = new TaskInput();

    @Parameters(index = "0", paramLabel = "TYPE", description = "Task type, for example text.summarize.")
    private String taskType = "";

    @Option(names = "--id", paramLabel = "ID", description = "Id of the task; without it a new one.")
    private @Nullable UUID id;

    @Option(names = "--idempotency-key", paramLabel = "KEY", description = "Submitted twice, it is the same task.")
    private @Nullable String idempotencyKey;

    @Option(names = "--job-id", paramLabel = "ID", description = "The job it belongs to.")
    private @Nullable UUID jobId;

    @Option(names = "--priority", paramLabel = "CLASS", description = "high, normal or low.")
    private @Nullable Priority priority;

    @Option(names = "--max-retries", paramLabel = "N", description = "Attempts after the first; without it 3.")
    private @Nullable Integer maxRetries;

    @Option(names = "--not-before", paramLabel = "WHEN", description = "Do not begin before: a time, or 10m from now.")
    private @Nullable String notBefore;

    @Option(names = "--expires-at", paramLabel = "WHEN", description = "Do not begin after: a time, or 2h from now.")
    private @Nullable String expiresAt;

    @Option(names = "--task-timeout", paramLabel = "SECONDS", description = "Time limit of one attempt.")
    private @Nullable Integer taskTimeout;

    @Option(names = "--wait", description = "Wait for the result and print it.")
    private boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "5m",
            description = "How long --wait waits; without it ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ZERO;

    @Override
    public Integer call() {
        Task task = task();
        try (AiWorkersClient client = session.connect()) {
            TaskHandle handle;
            try (ProgressBar bar = session.progressBar()) {
                if (!wait) {
                    client.submitAndForget(task);
                    session.print(
                            Map.of("id", task.id(), "task_type", taskType, "status", TaskStatus.QUEUED),
                            "submitted " + task.id());
                    return ExitCode.OK.code();
                }
                bar.update(0, "submitting");
                handle = client.submit(task);
                bar.update(0, "queued");
                handle.onProgress(news -> ResultCommand.show(bar, news));
                task = handle.await(timeout);
            }
            session.print(task, TaskText.of(task));
            return ResultCommand.exitCode(task).code();
        }
    }

    private Task task() {
        Task.Builder task = idempotencyKey == null
                ? AiWorkersClient.newTask(taskType)
                : AiWorkersClient.newTask(taskType, idempotencyKey);
        if (id != null) {
            task.id(id);
        }
        Instant now = session.clock().instant();
        return task.jobId(jobId)
                .inputData(input.data(taskType))
                .parameters(input.parameters(taskType))
                .priority(priority)
                .maxRetries(maxRetries)
                .notBefore(notBefore == null ? null : TaskInput.time(notBefore, now))
                .expiresAt(expiresAt == null ? null : TaskInput.time(expiresAt, now))
                .timeoutSeconds(taskTimeout)
                .build();
    }
}
