package cz.statex.aiworkers.core.observation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;

/** Metrics of the process itself, fed by whoever wires it. Thread-safe. */
public final class RuntimeGauges {

    private final MeterRegistry registry;

    /** Registers nothing yet. */
    public RuntimeGauges(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Shows a value that is asked for at each scrape, and kept reachable for that. */
    public void bind(Signal signal, Supplier<Number> value) {
        Gauge.builder(signal.signalName(), value).strongReference(true).register(registry);
    }

    /** As above, for a value in seconds, which Prometheus shows in the name. */
    public void bindSeconds(Signal signal, Supplier<Number> value) {
        Gauge.builder(signal.signalName(), value)
                .baseUnit("seconds")
                .strongReference(true)
                .register(registry);
    }

    /** Adds to a counter; by adding nothing it is shown from the start, since an absent one cannot be told from a lost one. */
    public void count(Signal signal, long amount) {
        registry.counter(signal.signalName()).increment((double) amount);
    }
}
