package cz.statex.aiworkers.core.observation;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class HostedTelemetryTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final HostedTelemetry telemetry = new HostedTelemetry(registry);

    @Test
    void countsRequestsByTheirOutcome() {
        telemetry.requested("openai", "small", "answered");
        telemetry.requested("openai", "small", "answered");
        telemetry.requested("openai", "small", "limited");

        assertThat(requests("answered")).isEqualTo(2);
        assertThat(requests("limited")).isEqualTo(1);
    }

    @Test
    void countsTokensByTheirKind() {
        telemetry.used("anthropic", "small", 11, 7);
        telemetry.used("anthropic", "small", 1, 0);

        assertThat(tokens("input")).isEqualTo(12);
        assertThat(tokens("output")).isEqualTo(7);
    }

    private double requests(String outcome) {
        return registry.get("ai.hosted.requests")
                .tags("provider", "openai", "model", "small", "outcome", outcome)
                .counter()
                .count();
    }

    private double tokens(String kind) {
        return registry.get("ai.hosted.tokens")
                .tags("provider", "anthropic", "model", "small", "kind", kind)
                .counter()
                .count();
    }
}
