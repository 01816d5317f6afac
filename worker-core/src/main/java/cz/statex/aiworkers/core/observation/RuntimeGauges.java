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

    /** Adds to a counter. */
    public void count(Signal signal, long amount) {
        registry.counter(signal.signalName()).increment((double) amount);
    }
}
