package cz.statex.aiworkers.local.cli;

import cz.statex.aiworkers.local.ExitHook;
import cz.statex.aiworkers.local.FleetFile;
import cz.statex.aiworkers.local.FleetOptions;
import cz.statex.aiworkers.local.LocalFleet;
import cz.statex.aiworkers.orchestrator.cli.ExitCode;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code aiw up}. */
@Command(
        name = "up",
        description = "Run the whole fleet on this machine until Ctrl-C: broker, database, Redis and all workers.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class UpCommand implements Callable<Integer> {

    private static final String READY =
            """
            Ready in %.1f s

              broker      %s
              database    %s
              redis       %s
              management  %s  (/health/ready, /prometheus)
              data        %s

            Try it from another terminal: ./aiw demo, ./aiw workers, ./aiw tasks. Ctrl-C stops the fleet.
            """;

    @Mixin
    private FleetFlags flags = new FleetFlags();

    private final Output output;

    UpCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws InterruptedException {
        FleetOptions options = flags.options(flags.directory(), FleetOptions.DEFAULT_SLOTS);
        LocalFleet fleet = new LocalFleet(options, Clock.systemUTC());
        ExitHook.closing(() -> {
            output.say("Stopping; running tasks finish first");
            fleet.close();
            output.say("Stopped; the data stay in " + options.directory());
        });
        output.say("Starting in " + options.directory());
        FleetFile file = fleet.start();
        output.say(READY.formatted(
                ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0,
                file.brokerUrl(),
                file.databaseUrl(),
                file.redisUrl(),
                file.managementUrl(),
                options.directory()));
        // Ctrl-C and SIGTERM end the process through the hook above.
        new CountDownLatch(1).await();
        return ExitCode.OK.code();
    }
}
