package cz.statex.aiworkers.core.observation;

import io.micrometer.core.instrument.MeterRegistry;

/** Counts what models that others host are asked and what that takes. Thread-safe. */
public final class HostedTelemetry {

    private final MeterRegistry registry;

    /** Emits to {@code registry}. */
    public HostedTelemetry(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * A request has ended.
     *
     * @param provider who was asked, in its wire form
     * @param model one of the configured models
     * @param outcome how it ended, one of few words
     */
    public void requested(String provider, String model, String outcome) {
        registry.counter(Signal.HOSTED_REQUESTS.signalName(), "provider", provider, "model", model, "outcome", outcome)
                .increment();
    }

    /** An answer took tokens: of the prompt, and of the answer itself. */
    public void used(String provider, String model, long inputTokens, long outputTokens) {
        tokens(provider, model, "input", inputTokens);
        tokens(provider, model, "output", outputTokens);
    }

    private void tokens(String provider, String model, String kind, long tokens) {
        registry.counter(Signal.HOSTED_TOKENS.signalName(), "provider", provider, "model", model, "kind", kind)
                .increment((double) tokens);
    }
}
