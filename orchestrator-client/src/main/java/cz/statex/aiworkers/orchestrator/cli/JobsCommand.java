package cz.statex.aiworkers.orchestrator.cli;

import cz.statex.aiworkers.orchestrator.cli.terminal.ProgressBar;
import cz.statex.aiworkers.orchestrator.cli.terminal.Spans;
import cz.statex.aiworkers.orchestrator.cli.terminal.Table;
import cz.statex.aiworkers.orchestrator.client.AiWorkersClient;
import cz.statex.aiworkers.orchestrator.protocol.Job;
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

/** Lists jobs. */
@Command(
        name = "jobs",
        description = "Lists jobs, newest first.",
        subcommands = {JobsCommand.Show.class, JobsCommand.Cancel.class})
final class JobsCommand implements Callable<Integer> {

    @Mixin
    private final Session session = new Session();

    @Option(names = "--status", description = "Only of this status: ${COMPLETION-CANDIDATES}.")
    private Job.@Nullable Status status;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "At most so many; ${DEFAULT-VALUE}.")
    private int limit;

    @Override
    public Integer call() {
        try (AiWorkersClient client = session.connect()) {
            List<Job> jobs = client.fleet().jobs(status, limit);
            session.print(jobs, table(jobs, session.clock().instant()));
            return ExitCode.OK.code();
        }
    }

    private static Table table(List<Job> jobs, Instant now) {
        Table table = new Table(
                "no jobs", "JOB", "POLICY", "STATUS", "ENDED", "SUCCEEDED", "FAILED", "CANCELLED", "TIME", "CREATED");
        for (Job job : jobs) {
            table.row(
                    job.id(),
                    job.policy().wireName(),
                    job.status().wireName(),
                    job.ended() + "/" + job.total(),
                    job.succeeded(),
                    job.failed(),
                    job.cancelled(),
                    job.createdAt() == null || job.completedAt() == null
                            ? null
                            : Spans.show(Duration.between(job.createdAt(), job.completedAt())),
                    job.createdAt() == null ? null : Spans.ago(job.createdAt(), now));
        }
        return table;
    }

    /** Shows one job. */
    @Command(
            name = "show",
            description = "Shows a job. Exits 0 if it succeeded, 1 if it failed, 7 if it is not decided.")
    static final class Show implements Callable<Integer> {

        @Mixin
        private final Session session = new Session();

        @Parameters(index = "0", paramLabel = "ID", description = "Id of the job.")
        private UUID id = new UUID(0, 0);

        @Option(names = "--wait", description = "Wait until it is decided.")
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
                Job job = client.fleet().job(id);
                if (wait && job.status() == Job.Status.RUNNING) {
                    try (ProgressBar bar = session.progressBar()) {
                        show(bar, job);
                        job = client.watchJob(id)
                                .onProgress(news -> show(bar, news))
                                .await(timeout);
                    }
                }
                session.print(job, table(List.of(job), session.clock().instant()));
                return exitCode(job).code();
            }
        }

        private static void show(ProgressBar bar, Job job) {
            bar.update(100 * job.ended() / job.total(), job.ended() + " of " + job.total() + " tasks");
        }

        private static ExitCode exitCode(Job job) {
            return switch (job.status()) {
                case RUNNING -> ExitCode.NOT_ENDED;
                case SUCCEEDED -> ExitCode.OK;
                case FAILED -> ExitCode.TASK_FAILED;
            };
        }
    }

    /** Cancels one job. */
    @Command(name = "cancel", description = "Cancels every task of a job that has not ended.")
    static final class Cancel implements Callable<Integer> {

        @Mixin
        private final Session session = new Session();

        @Parameters(index = "0", paramLabel = "ID", description = "Id of the job.")
        private UUID id = new UUID(0, 0);

        @Override
        public Integer call() {
            try (AiWorkersClient client = session.connect()) {
                Job job = client.fleet().cancelJob(id);
                session.print(job, table(List.of(job), session.clock().instant()));
                return ExitCode.OK.code();
            }
        }
    }
}
