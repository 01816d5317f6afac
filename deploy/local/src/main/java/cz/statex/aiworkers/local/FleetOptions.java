package cz.statex.aiworkers.local;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to run a local fleet.
 *
 * @param directory where its data live, kept between runs
 * @param broker a RabbitMQ to use instead of an own one
 * @param database a PostgreSQL to use instead of an own one
 * @param redis a Redis to use instead of an own one
 * @param privateRabbit whether the own broker is a RabbitMQ node from the installed package, not the embedded one
 * @param ports what the own servers listen on
 * @param slots how many tasks run at once
 * @param properties further configuration of the workers, by variable or property name
 */
public record FleetOptions(
        Path directory,
        @Nullable String broker,
        @Nullable String database,
        @Nullable String redis,
        boolean privateRabbit,
        Ports ports,
        int slots,
        Map<String, String> properties) {

    /** Slots of a local fleet unless told otherwise: enough to keep small inference batches together. */
    public static final int DEFAULT_SLOTS = 8;

    /** Own servers on free ports with their data in {@code directory}. */
    public static FleetOptions of(Path directory) {
        return new FleetOptions(directory, null, null, null, false, Ports.FREE, DEFAULT_SLOTS, Map.of());
    }

    /** The same with data in another directory. */
    public FleetOptions in(Path other) {
        return new FleetOptions(other, broker, database, redis, privateRabbit, ports, slots, properties);
    }

    /** The same, working on so many tasks at once. */
    public FleetOptions withSlots(int count) {
        return new FleetOptions(directory, broker, database, redis, privateRabbit, ports, count, properties);
    }

    /** The same with an own RabbitMQ node in place of the embedded broker. */
    public FleetOptions withPrivateRabbit() {
        return new FleetOptions(directory, broker, database, redis, true, ports, slots, properties);
    }

    /** The same on servers that others started, by the names of their environment variables ({@code BROKER_URL}, ...). */
    public FleetOptions withServers(Map<String, String> urls) {
        return new FleetOptions(
                directory,
                urls.get("BROKER_URL"),
                urls.get("DATABASE_URL"),
                urls.get("REDIS_URL"),
                false,
                ports,
                slots,
                properties);
    }

    /** The same with further configuration of the workers in place of the present one. */
    public FleetOptions withProperties(Map<String, String> values) {
        return new FleetOptions(directory, broker, database, redis, privateRabbit, ports, slots, Map.copyOf(values));
    }

    /**
     * Ports on 127.0.0.1; 0 means a free one.
     *
     * @param broker of the broker
     * @param database of PostgreSQL
     * @param redis of Redis
     * @param management of health and metrics
     */
    public record Ports(int broker, int database, int redis, int management) {

        /** Free ports everywhere. */
        public static final Ports FREE = new Ports(0, 0, 0, 0);
    }
}
