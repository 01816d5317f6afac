package cz.statex.aiworkers.orchestrator.cli;

import cz.statex.aiworkers.orchestrator.cli.terminal.Table;
import cz.statex.aiworkers.orchestrator.client.AiWorkersClient;
import cz.statex.aiworkers.orchestrator.protocol.Query;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists, pauses and resumes task queues. */
@Command(
        name = "queues",
        description = "Lists the task queues.",
        subcommands = {QueuesCommand.Listing.class, QueuesCommand.Pause.class, QueuesCommand.Resume.class})
final class QueuesCommand implements Callable<Integer> {

    @Mixin
    private final Session session = new Session();

    @Override
    public Integer call() {
        return list(session);
    }

    private static int list(Session session) {
        try (AiWorkersClient client = session.connect()) {
            List<Query.Queue> queues = client.fleet().queues();
            Table table = new Table("no queues", "QUEUE", "TYPE", "PRIORITY", "READY", "CONSUMERS", "STATE");
            for (Query.Queue queue : queues) {
                table.row(
                        queue.name(),
                        queue.taskType(),
                        queue.priority().wireName(),
                        queue.ready(),
                        queue.consumers(),
                        queue.paused() ? "paused" : "open");
            }
            session.print(queues, table);
            return ExitCode.OK.code();
        }
    }

    /** The same as no subcommand. */
    @Command(name = "list", description = "Lists the task queues.")
    static final class Listing implements Callable<Integer> {

        @Mixin
        private final Session session = new Session();

        @Override
        public Integer call() {
            return list(session);
        }
    }

    /** Stops a type. */
    @Command(name = "pause", description = "Makes every worker stop taking tasks of a type; running ones finish.")
    static final class Pause implements Callable<Integer> {

        @Mixin
        private final Session session = new Session();

        @Parameters(index = "0", paramLabel = "TYPE", description = "Task type.")
        private String taskType = "";

        @Override
        public Integer call() {
            try (AiWorkersClient client = session.connect()) {
                client.fleet().pause(taskType);
                session.print(Map.of("task_type", taskType, "paused", true), taskType + " is paused");
                return ExitCode.OK.code();
            }
        }
    }

    /** Opens a type again. */
    @Command(name = "resume", description = "Makes every worker take tasks of a type again.")
    static final class Resume implements Callable<Integer> {

        @Mixin
        private final Session session = new Session();

        @Parameters(index = "0", paramLabel = "TYPE", description = "Task type.")
        private String taskType = "";

        @Override
        public Integer call() {
            try (AiWorkersClient client = session.connect()) {
                client.fleet().resume(taskType);
                session.print(Map.of("task_type", taskType, "paused", false), taskType + " is open");
                return ExitCode.OK.code();
            }
        }
    }
}
