package cz.statex.aiworkers.orchestrator.cli;

import cz.statex.aiworkers.orchestrator.cli.terminal.ProgressBar;
import cz.statex.aiworkers.orchestrator.cli.terminal.Table;
import cz.statex.aiworkers.orchestrator.client.AiWorkersClient;
import cz.statex.aiworkers.orchestrator.client.AiWorkersException;
import cz.statex.aiworkers.orchestrator.client.ClientOptions;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all commands share: the broker, the form of the output, and the streams. A mixin. */
public final class Session {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // Set by picocli before the command runs.
    private CommandSpec command;

    @Option(
            names = "--broker",
            paramLabel = "URL",
            description = "amqp://user:password@host:5672/vhost. Without it BROKER_URL, then the local fleet"
                    + " of this directory (.aiw/fleet.json), then localhost.")
    private @Nullable String broker;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    @SuppressWarnings("UnusedVariable") // Picocli itself reacts to it.
    private boolean help;

    @Option(names = "--json", description = "Print JSON, one value on one line.")
    private boolean json;

    @Option(names = "--verbose", description = "Print stack traces of errors.")
    private boolean verbose;

    /** Connects to the broker that the options, the environment or the local fleet name. */
    public AiWorkersClient connect() {
        BrokerAddress address = aiw().broker(broker);
        try {
            return AiWorkersClient.connect(ClientOptions.of(address.url())
                    .withName("aiw of " + System.getProperty("user.name"))
                    .withClock(clock())
                    .withPollInterval(Duration.ofSeconds(1))
                    .withTimeouts(PATIENCE, PATIENCE, PATIENCE));
        } catch (AiWorkersException.Unreachable e) {
            throw new BrokerAddress.NotThereException(address, e);
        }
    }

    /** Whether the output is for programs. */
    public boolean json() {
        return json;
    }

    /** Standard output. */
    public PrintWriter out() {
        return command.commandLine().getOut();
    }

    /** Standard error. */
    public PrintWriter err() {
        return command.commandLine().getErr();
    }

    /** The time. */
    public Clock clock() {
        return aiw().clock();
    }

    /** A bar on standard error, visible if that is a terminal and the output is for people. */
    public ProgressBar progressBar() {
        return new ProgressBar(err(), aiw().terminal() && !json);
    }

    /** Prints a value: as it is for programs, as a table for people. */
    public void print(Object value, Table table) {
        print(value, table.render());
    }

    /** Prints a value: as it is for programs, as text for people. */
    public void print(Object value, String text) {
        out().println(json ? Wire.mapper().writeValueAsString(value) : text);
        out().flush();
    }

    /** Whether stack traces are wanted. */
    boolean verbose() {
        return verbose;
    }

    private Aiw aiw() {
        return (Aiw) command.root().userObject();
    }
}
