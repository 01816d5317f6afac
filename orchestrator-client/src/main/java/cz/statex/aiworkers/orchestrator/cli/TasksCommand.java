package cz.statex.aiworkers.orchestrator.cli;

import cz.statex.aiworkers.orchestrator.cli.terminal.Spans;
import cz.statex.aiworkers.orchestrator.cli.terminal.Table;
import cz.statex.aiworkers.orchestrator.cli.terminal.TaskText;
import cz.statex.aiworkers.orchestrator.client.AiWorkersClient;
import cz.statex.aiworkers.orchestrator.client.Fleet.TaskFilter;
import cz.statex.aiworkers.orchestrator.protocol.Query;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import cz.statex.aiworkers.orchestrator.protocol.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists tasks. */
@Command(name = "tasks", description = "Lists tasks, newest first.", subcommands = TasksCommand.Attempts.class)
final class TasksCommand implements Callable<Integer> {

    @Mixin
    private final Session session = new Session();

    @Option(names = "--status", description = "Only of this status: ${COMPLETION-CANDIDATES}.")
    private @Nullable TaskStatus status;

    @Option(names = "--type", paramLabel = "TYPE", description = "Only of this task type.")
    private @Nullable String taskType;

    @Option(names = "--job", paramLabel = "ID", description = "Only of this job.")
    private @Nullable UUID job;

    @Option(names = "--before", paramLabel = "WHEN", description = "Only submitted before this time.")
    private @Nullable String before;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "At most so many; ${DEFAULT-VALUE}.")
    private int limit;

    @Override
    public Integer call() {
        Instant now = session.clock().instant();
        Instant until = before == null ? null : TaskInput.time(before, now);
        try (AiWorkersClient client = session.connect()) {
            List<Task> tasks = client.fleet().tasks(new TaskFilter(status, taskType, job, until, limit));
            session.print(tasks, table(tasks, now));
            return ExitCode.OK.code();
        }
    }

    static Table table(List<Task> tasks, Instant now) {
        Table table =
                new Table("no tasks", "TASK", "TYPE", "STATUS", "ATTEMPT", "WORKER", "TIME", "SUBMITTED", "ERROR");
        for (Task task : tasks) {
            Duration duration = TaskText.duration(task);
            table.row(
                    task.id(),
                    task.taskType(),
                    task.statusOrDefault().wireName(),
                    task.attempt(),
                    task.workerId(),
                    duration == null ? null : Spans.show(duration),
                    task.createdAt() == null ? null : Spans.ago(task.createdAt(), now),
                    task.error() == null ? null : task.error().code().wireName());
        }
        return table;
    }

    /** Shows the attempts of one task. */
    @Command(name = "attempts", description = "Lists the attempts of a task.")
    static final class Attempts implements Callable<Integer> {

        @Mixin
        private final Session session = new Session();

        @Parameters(index = "0", paramLabel = "ID", description = "Id of the task.")
        private UUID id = new UUID(0, 0);

        @Override
        public Integer call() {
            try (AiWorkersClient client = session.connect()) {
                List<Query.Attempt> attempts = client.fleet().attempts(id);
                Table table = new Table("no attempts", "ATTEMPT", "STATUS", "WORKER", "STARTED", "TIME", "ERROR");
                for (Query.Attempt attempt : attempts) {
                    table.row(
                            attempt.number(),
                            attempt.status().wireName(),
                            attempt.workerId(),
                            attempt.startedAt(),
                            attempt.completedAt() == null
                                    ? null
                                    : Spans.show(Duration.between(attempt.startedAt(), attempt.completedAt())),
                            attempt.error() == null
                                    ? null
                                    : attempt.error().code().wireName() + ": "
                                            + attempt.error().message());
                }
                session.print(attempts, table);
                return ExitCode.OK.code();
            }
        }
    }
}
