package cz.statex.aiworkers.local;

import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Where a running fleet is found: {@code fleet.json} in its data directory, there while it runs.
 *
 * @param pid of the fleet's process
 * @param startedAt when it became ready
 * @param brokerUrl of the broker
 * @param databaseUrl of the database
 * @param redisUrl of Redis
 * @param managementUrl of health and metrics
 */
public record FleetFile(
        long pid,
        Instant startedAt,
        String brokerUrl,
        String databaseUrl,
        String redisUrl,
        @Nullable String managementUrl) {

    private static final String NAME = "fleet.json";

    /** The fleet that runs with this data directory, empty if none does. */
    public static Optional<FleetFile> ofRunning(Path directory) {
        Path file = directory.resolve(NAME);
        if (!Files.isRegularFile(file) || !FleetLock.isHeld(directory)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Wire.decode(Files.readAllBytes(file), FleetFile.class));
        } catch (IOException | JacksonException e) {
            return Optional.empty();
        }
    }

    /** Writes the file in one step; only the user may read it, since the URLs carry passwords. */
    void write(Path directory) {
        Path file = directory.resolve(NAME);
        Path draft = directory.resolve(NAME + ".new");
        try {
            Files.write(draft, Wire.encode(this));
            Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    static void delete(Path directory) {
        try {
            Files.deleteIfExists(directory.resolve(NAME));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + directory.resolve(NAME), e);
        }
    }
}
