package cz.statex.aiworkers.local.fleet;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cz.statex.aiworkers.core.testing.TestServers;
import cz.statex.aiworkers.local.FleetFile;
import cz.statex.aiworkers.local.FleetOptions;
import cz.statex.aiworkers.local.LocalFleet;
import cz.statex.aiworkers.local.workers.ScriptedWorkers;
import cz.statex.aiworkers.orchestrator.client.AiWorkersClient;
import cz.statex.aiworkers.orchestrator.client.ClientOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.util.FileSystemUtils;

/** One fleet per kind of broker for all test classes that ask for it; it ends after the last of them. */
final class FleetExtension implements BeforeAllCallback {

    static final int SLOTS = 4;

    private static final Map<String, String> QUICK = Map.of(
            "ai-workers.execution.retry.first", "100ms",
            "ai-workers.registry.heartbeat-interval", "1s",
            "ai-workers.registry.relay.longest-wait", "2s");

    private final String kind;
    private @Nullable RunningFleet running;

    private FleetExtension(String kind) {
        this.kind = kind;
    }

    static FleetExtension embedded() {
        return new FleetExtension("embedded");
    }

    static FleetExtension rabbit() {
        return new FleetExtension("rabbit");
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (kind.equals("rabbit")) {
            assumeTrue(TestServers.brokerIsRabbit(), "no RabbitMQ here: the embedded broker stands for it");
        }
        running = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(FleetExtension.class))
                .computeIfAbsent(kind, RunningFleet::start, RunningFleet.class);
    }

    AiWorkersClient client() {
        return running().client();
    }

    FleetFile file() {
        return running().file();
    }

    private RunningFleet running() {
        return Objects.requireNonNull(running, "the fleet is there once the first test begins");
    }

    private record RunningFleet(LocalFleet fleet, FleetFile file, AiWorkersClient client, Path directory)
            implements AutoCloseable {

        static RunningFleet start(String kind) {
            try {
                Path directory = Files.createTempDirectory("aiw-fleet-test-");
                FleetOptions options =
                        FleetOptions.of(directory).withSlots(SLOTS).withProperties(QUICK);
                if (kind.equals("rabbit")) {
                    options = options.withServers(TestServers.environment(FleetExtension.class));
                }
                LocalFleet fleet = new LocalFleet(options, Clock.systemUTC());
                FleetFile file = fleet.start(ScriptedWorkers.class);
                AiWorkersClient client = AiWorkersClient.connect(
                        ClientOptions.of(file.brokerUrl()).withPollInterval(Duration.ofSeconds(2)));
                return new RunningFleet(fleet, file, client, directory);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            client.close();
            fleet.close();
            FileSystemUtils.deleteRecursively(directory);
        }
    }
}
