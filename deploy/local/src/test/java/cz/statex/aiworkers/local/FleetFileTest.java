package cz.statex.aiworkers.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetFileTest {

    private static final FleetFile FILE =
            new FleetFile(42, Instant.EPOCH, "amqp://b", "postgresql://d", "redis://r", "http://m");

    @Test
    void tellsWhereTheRunningFleetIs(@TempDir Path directory) throws IOException {
        try (FleetLock lock = FleetLock.acquire(directory)) {
            assertThat(lock).isNotNull();
            FILE.write(directory);
            assertThat(FleetFile.ofRunning(directory)).contains(FILE);
            assertThat(Files.readString(directory.resolve("fleet.json"))).contains("\"broker_url\":\"amqp://b\"");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("fleet.json"))))
                    .isEqualTo("rw-------");
            FleetFile.delete(directory);
            assertThat(FleetFile.ofRunning(directory)).isEmpty();
        }
    }

    @Test
    void ignoresTheFileOfAKilledFleet(@TempDir Path directory) {
        FILE.write(directory);
        assertThat(FleetFile.ofRunning(directory)).isEmpty();
    }

    @Test
    void ignoresAFileThatIsNotOne(@TempDir Path directory) throws IOException {
        try (FleetLock lock = FleetLock.acquire(directory)) {
            assertThat(lock).isNotNull();
            Files.writeString(directory.resolve("fleet.json"), "{");
            assertThat(FleetFile.ofRunning(directory)).isEmpty();
        }
    }

    @Test
    void letsOneFleetIntoADirectory(@TempDir Path directory) {
        try (FleetLock lock = FleetLock.acquire(directory)) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> FleetLock.acquire(directory))
                    .isInstanceOf(FleetException.class)
                    .hasMessageContaining("already runs");
            assertThat(FleetLock.isHeld(directory)).isTrue();
        }
        assertThat(FleetLock.isHeld(directory)).isFalse();
        assertThat(FleetLock.isHeld(directory.resolve("none"))).isFalse();
    }
}
