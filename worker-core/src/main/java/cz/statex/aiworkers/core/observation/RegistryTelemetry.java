package cz.statex.aiworkers.core.observation;

import cz.statex.aiworkers.core.registry.RegistryObserver;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** Turns the background work of a worker into metrics. Thread-safe. */
public final class RegistryTelemetry implements RegistryObserver {

    private final RuntimeGauges gauges;
    private final Clock clock;
    private final AtomicReference<Instant> lastBeat;

    /** The age of the heartbeat is counted from now. */
    public RegistryTelemetry(RuntimeGauges gauges, Clock clock) {
        this.gauges = gauges;
        this.clock = clock;
        this.lastBeat = new AtomicReference<>(clock.instant());
        gauges.bindSeconds(Signal.HEARTBEAT_AGE, this::heartbeatAgeSeconds);
        leasesLost(0);
        reaped(0);
        relayed(0);
    }

    private Number heartbeatAgeSeconds() {
        return Duration.between(lastBeat.get(), clock.instant()).toMillis() / 1000.0;
    }

    @Override
    public void beat() {
        lastBeat.set(clock.instant());
    }

    @Override
    public void leasesLost(int count) {
        gauges.count(Signal.LEASES_LOST, count);
    }

    @Override
    public void reaped(int count) {
        gauges.count(Signal.REAPED, count);
    }

    @Override
    public void relayed(int count) {
        gauges.count(Signal.RELAYED, count);
    }
}
