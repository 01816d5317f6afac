package cz.statex.aiworkers.orchestrator.cli;

import cz.statex.aiworkers.orchestrator.cli.terminal.ProgressBar;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line. Its commands only talk to the broker; other modules add commands of their own. */
@Command(
        name = "aiw",
        mixinStandardHelpOptions = true,
        versionProvider = Aiw.Version.class,
        description = "Submits tasks to AI workers and looks after the fleet.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done; a task that was waited for succeeded",
            "1:the task or job ended otherwise",
            "2:wrong command line",
            "3:there is no such thing",
            "4:the broker cannot be reached, or no worker is there",
            "5:the wait took too long",
            "6:the task is invalid, or nobody serves its type",
            "7:the task has not ended yet",
            "8:the fleet refused",
            "70:a fault of this program"
        },
        subcommands = {
            SubmitCommand.class,
            ResultCommand.class,
            CancelCommand.class,
            TasksCommand.class,
            JobsCommand.class,
            WorkersCommand.class,
            QueuesCommand.class,
            DeadLettersCommand.class,
            SchemaCommand.class
        })
public final class Aiw implements Runnable {

    private final Map<String, String> environment;
    private final Path directory;
    private final Clock clock;
    private final boolean terminal;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before the command runs.
    private CommandSpec spec;

    Aiw(Map<String, String> environment, Path directory, Clock clock, boolean terminal) {
        this.environment = environment;
        this.directory = directory;
        this.clock = clock;
        this.terminal = terminal;
    }

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        // Commands say what is wrong themselves; a missing log library is no news to a person at a terminal.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        System.exit(commandLine().execute(arguments));
    }

    /** The commands, on this process's environment, directory and terminal; callers may add commands. */
    public static CommandLine commandLine() {
        return commandLine(new Aiw(System.getenv(), Path.of(""), Clock.systemUTC(), ProgressBar.isErrorATerminal()));
    }

    static CommandLine commandLine(Aiw aiw) {
        return new CommandLine(aiw)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedSubcommandsAllowed(false)
                .registerConverter(java.time.Duration.class, cz.statex.aiworkers.orchestrator.cli.terminal.Spans::parse)
                .setParameterExceptionHandler(Failures::ofArguments)
                .setExecutionExceptionHandler(Failures::of);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }

    BrokerAddress broker(@Nullable String option) {
        return BrokerAddress.find(option, environment, directory);
    }

    Clock clock() {
        return clock;
    }

    boolean terminal() {
        return terminal;
    }

    /** The version of the jar this class comes from. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Aiw.class.getPackage().getImplementationVersion();
            return new String[] {"aiw " + (version == null ? "from a checkout" : version)};
        }
    }
}
