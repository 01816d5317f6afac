package cz.statex.aiworkers.orchestrator.cli;

import cz.statex.aiworkers.orchestrator.cli.terminal.Spans;
import cz.statex.aiworkers.orchestrator.cli.terminal.Table;
import cz.statex.aiworkers.orchestrator.client.AiWorkersClient;
import cz.statex.aiworkers.orchestrator.protocol.DeadLetter;
import cz.statex.aiworkers.orchestrator.protocol.Task;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Looks after tasks and messages that wait for a person. */
@Command(
        name = "dead-letters",
        description = "Lists, shows, replays and purges dead letters.",
        subcommands = {
            DeadLettersCommand.Listing.class,
            DeadLettersCommand.Show.class,
            DeadLettersCommand.Replay.class,
            DeadLettersCommand.Purge.class
        })
final class DeadLettersCommand implements Callable<Integer> {

    private static final int SOME = 20;

    @Mixin
    private final Session session = new Session();

    @Override
    public Integer call() {
        return list(session, null, null, SOME);
    }

    private static int list(Session session, @Nullable String kind, @Nullable String taskType, int limit) {
        try (AiWorkersClient client = session.connect()) {
            List<DeadLetter> letters = client.fleet().deadLetters(kind, taskType, limit);
            Instant now = session.clock().instant();
            Table table = new Table(
                    "no dead letters", "DEAD LETTER", "KIND", "TYPE", "ATTEMPTS", "SINCE", "REPLAYED", "ERROR");
            for (DeadLetter letter : letters) {
                table.row(
                        letter.id(),
                        letter.kind(),
                        letter.taskType(),
                        letter.attempts(),
                        Spans.ago(letter.createdAt(), now),
                        letter.replayedAt() == null ? null : Spans.ago(letter.replayedAt(), now),
                        letter.error().code().wireName() + ": " + letter.error().message());
            }
            session.print(letters, table);
            return ExitCode.OK.code();
        }
    }

    /** Lists some. */
    @Command(name = "list", description = "Lists dead letters, newest first.")
    static final class Listing implements Callable<Integer> {

        @Mixin
        private final Session session = new Session();

        @Option(names = "--kind", description = "dead (attempts exhausted) or unprocessable (never a valid task).")
        private @Nullable String kind;

        @Option(names = "--type", paramLabel = "TYPE", description = "Only of this task type.")
        private @Nullable String taskType;

        @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "At most so many.")
        private int limit;

        @Override
        public Integer call() {
            return list(session, kind, taskType, limit);
        }
    }

    /** Shows one with its body. */
    @Command(name = "show", description = "Shows a dead letter with its message.")
    static final class Show implements Callable<Integer> {

        @Mixin
        private final Session session = new Session();

        @Parameters(index = "0", paramLabel = "ID", description = "Id of the dead letter.")
        private UUID id = new UUID(0, 0);

        @Override
        public Integer call() {
            try (AiWorkersClient client = session.connect()) {
                DeadLetter letter = client.fleet().deadLetter(id);
                Table facts = new Table("", "", "")
                        .row("dead letter", letter.id())
                        .row("kind", letter.kind())
                        .row("task", letter.taskId())
                        .row("type", letter.taskType())
                        .row("attempts", letter.attempts())
                        .row("since", letter.createdAt())
                        .row("replayed", letter.replayedAt());
                session.print(
                        letter,
                        facts.render() + "\nerror        "
                                + letter.error().code().wireName() + ": "
                                + letter.error().message()
                                + (letter.body() == null ? "" : "\nmessage\n" + letter.body()));
                return ExitCode.OK.code();
            }
        }
    }

    /** Queues one again. */
    @Command(name = "replay", description = "Queues the task of a dead letter again, with its attempts reset.")
    static final class Replay implements Callable<Integer> {

        @Mixin
        private final Session session = new Session();

        @Parameters(index = "0", paramLabel = "ID", description = "Id of the dead letter.")
        private UUID id = new UUID(0, 0);

        @Override
        public Integer call() {
            try (AiWorkersClient client = session.connect()) {
                Task task = client.fleet().replay(id);
                session.print(
                        task,
                        "task " + task.id() + " is " + task.statusOrDefault().wireName() + " again");
                return ExitCode.OK.code();
            }
        }
    }

    /** Deletes one, or all. */
    @Command(name = "purge", description = "Deletes one dead letter, or all of them for good.")
    static final class Purge implements Callable<Integer> {

        @Mixin
        private final Session session = new Session();

        @Parameters(index = "0", arity = "0..1", paramLabel = "ID", description = "Id of the dead letter.")
        private @Nullable UUID id;

        @Option(names = "--all", description = "All of them.")
        private boolean all;

        @Option(names = "--kind", description = "With --all: only dead, or only unprocessable ones.")
        private @Nullable String kind;

        @Override
        public Integer call() {
            if (all == (id != null)) {
                throw new IllegalArgumentException("name either the id of a dead letter or --all");
            }
            try (AiWorkersClient client = session.connect()) {
                int purged = id == null
                        ? client.fleet().purgeAll(kind)
                        : client.fleet().purge(id);
                session.print(Map.of("purged", purged), "purged " + purged);
                return ExitCode.OK.code();
            }
        }
    }
}
