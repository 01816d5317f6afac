package cz.statex.aiworkers.local.cli;

import cz.statex.aiworkers.local.ExitHook;
import cz.statex.aiworkers.local.FleetFile;
import cz.statex.aiworkers.local.FleetOptions;
import cz.statex.aiworkers.local.LocalFleet;
import cz.statex.aiworkers.local.demo.Demo;
import cz.statex.aiworkers.local.demo.DemoView;
import cz.statex.aiworkers.local.demo.JsonView;
import cz.statex.aiworkers.local.demo.TextView;
import cz.statex.aiworkers.orchestrator.cli.ExitCode;
import cz.statex.aiworkers.orchestrator.cli.terminal.ProgressBar;
import cz.statex.aiworkers.orchestrator.client.AiWorkersClient;
import cz.statex.aiworkers.orchestrator.client.ClientOptions;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code aiw demo}. */
@Command(
        name = "demo",
        description = "Submit a job with real texts and show the results; starts the fleet if none runs.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class DemoCommand implements Callable<Integer> {

    @Mixin
    private FleetFlags flags = new FleetFlags();

    @Option(names = "--json", description = "Print a JSON line per result, and the totals in the last line.")
    private boolean json;

    private final Output output;

    DemoCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws InterruptedException, TimeoutException {
        Optional<FleetFile> running = FleetFile.ofRunning(flags.directory());
        if (running.isPresent()) {
            output.remark("Using the fleet that runs in " + flags.directory());
            return demo(running.get().brokerUrl());
        }
        output.remark("No fleet runs yet: starting one");
        FleetOptions options = flags.options(flags.directory(), FleetOptions.DEFAULT_SLOTS);
        LocalFleet fleet = new LocalFleet(options, Clock.systemUTC());
        ExitHook hook = ExitHook.closing(fleet::close);
        try {
            return demo(fleet.start().brokerUrl());
        } finally {
            fleet.close();
            hook.cancel();
        }
    }

    private int demo(String brokerUrl) throws InterruptedException, TimeoutException {
        DemoView view = json
                ? new JsonView(output.out())
                : new TextView(output.out(), new ProgressBar(output.err(), ProgressBar.isErrorATerminal()));
        try (AiWorkersClient client =
                AiWorkersClient.connect(ClientOptions.of(brokerUrl).withName("aiw-demo"))) {
            Demo.Totals totals = new Demo(client, view).run();
            return totals.failed() == 0 ? ExitCode.OK.code() : ExitCode.TASK_FAILED.code();
        }
    }
}
