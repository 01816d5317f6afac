package cz.statex.aiworkers.core.observation;

import static org.assertj.core.api.Assertions.assertThat;

import cz.statex.aiworkers.core.testing.contract.ManualClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RegistryTelemetryTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ManualClock clock = new ManualClock();
    private final RegistryTelemetry telemetry = new RegistryTelemetry(new RuntimeGauges(registry), clock);

    @Test
    void showsHowOldTheLastHeartbeatIs() {
        clock.advance(Duration.ofMillis(12_500));
        assertThat(heartbeatAge()).isEqualTo(12.5);
        telemetry.beat();
        assertThat(heartbeatAge()).isZero();
    }

    @Test
    void countsWhatTheBackgroundThreadsDid() {
        telemetry.leasesLost(1);
        telemetry.reaped(2);
        telemetry.relayed(3);
        assertThat(registry.get("ai.worker.leases.lost").counter().count()).isEqualTo(1);
        assertThat(registry.get("ai.worker.reaped").counter().count()).isEqualTo(2);
        assertThat(registry.get("ai.worker.relayed").counter().count()).isEqualTo(3);
    }

    @Test
    void showsCountersThatHaveCountedNothing() {
        assertThat(registry.get("ai.worker.leases.lost").counter().count()).isZero();
        assertThat(registry.get("ai.worker.reaped").counter().count()).isZero();
        assertThat(registry.get("ai.worker.relayed").counter().count()).isZero();
    }

    private double heartbeatAge() {
        return registry.get("ai.worker.heartbeat.age").gauge().value();
    }
}
