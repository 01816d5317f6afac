package cz.statex.aiworkers.local.cli;

import cz.statex.aiworkers.local.FleetOptions;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a fleet runs and on which servers; shared by the commands that start one. */
final class FleetFlags {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the fleet keeps its data; default: .aiw in the project's root.")
    private @Nullable Path data;

    @Option(names = "--broker", paramLabel = "URL", description = "Use this RabbitMQ instead of an own broker.")
    private @Nullable String broker;

    @Option(names = "--database", paramLabel = "URL", description = "Use this PostgreSQL instead of an own one.")
    private @Nullable String database;

    @Option(names = "--redis", paramLabel = "URL", description = "Use this Redis instead of an own one.")
    private @Nullable String redis;

    @Option(
            names = "--rabbitmq",
            description = "Start an own RabbitMQ node from the installed package instead of the embedded broker.")
    private boolean rabbitmq;

    @Option(names = "--slots", paramLabel = "N", description = "How many tasks run at once.")
    private int slots;

    @Option(names = "--broker-port", paramLabel = "N", description = "Port of the own broker; default: a free one.")
    private int brokerPort;

    @Option(names = "--database-port", paramLabel = "N", description = "Port of the own database; default: a free one.")
    private int databasePort;

    @Option(names = "--redis-port", paramLabel = "N", description = "Port of the own Redis; default: a free one.")
    private int redisPort;

    @Option(
            names = "--management-port",
            paramLabel = "N",
            description = "Port of health and metrics; default: a free one.")
    private int managementPort;

    /** The data directory of the fleet that people start and use. */
    Path directory() {
        return data != null
                ? data.toAbsolutePath()
                : Path.of(System.getProperty("aiw.home", "."), ".aiw").toAbsolutePath();
    }

    @Nullable
    String broker() {
        return broker;
    }

    /** What was asked for, with {@code directory} for data and so many slots unless others were asked for. */
    FleetOptions options(Path directory, int defaultSlots) {
        return new FleetOptions(
                directory,
                broker,
                database,
                redis,
                rabbitmq,
                new FleetOptions.Ports(brokerPort, databasePort, redisPort, managementPort),
                slots > 0 ? slots : defaultSlots,
                Map.of());
    }
}
