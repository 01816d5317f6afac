package cz.statex.aiworkers.core.config.properties;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.validation.annotation.Validated;

/**
 * Who is alive, and what follows when someone is not.
 *
 * @param heartbeatInterval between heartbeats in the registry, in seconds if no unit is given; HEALTH_CHECK_INTERVAL
 * @param missedHeartbeats how many heartbeats a worker may miss before it counts as lost
 * @param lease how long an attempt belongs to its worker without a renewal, which it gets three times in that time
 * @param reapInterval between looks for expired leases
 * @param relay what the store owes to the broker
 * @param retention how long ended tasks are kept
 */
@Validated
@ConfigurationProperties("ai-workers.registry")
public record RegistryProperties(
        @DefaultValue("30") @DurationUnit(ChronoUnit.SECONDS) @DurationMin(millis = 100) Duration heartbeatInterval,
        @DefaultValue("3") @Min(1) @Max(100) int missedHeartbeats,
        @DefaultValue("30s") @DurationMin(millis = 500) Duration lease,
        @DefaultValue("5s") @DurationMin(millis = 100) Duration reapInterval,
        @DefaultValue @Valid Relay relay,
        @DefaultValue @Valid Retention retention) {

    /** How long a worker may be silent before it counts as lost. */
    public Duration silence() {
        return heartbeatInterval.multipliedBy(missedHeartbeats);
    }

    /**
     * What the store owes to the broker.
     *
     * @param batch most messages in one transaction
     * @param longestWait between looks at the store, should its signal be lost
     */
    public record Relay(
            @DefaultValue("200") @Min(1) @Max(10_000) int batch,
            @DefaultValue("10s") @DurationMin(millis = 100) Duration longestWait) {}

    /**
     * How long ended tasks are kept.
     *
     * @param keep those of every type that has no time of its own
     * @param keepByType by task type; write the type in brackets: {@code keep-by-type[text.embed]}
     * @param purgeInterval between deletions
     */
    public record Retention(
            @DefaultValue("30d") @DurationMin(seconds = 1) Duration keep,
            @DefaultValue Map<String, Duration> keepByType,
            @DefaultValue("1h") @DurationMin(seconds = 1) Duration purgeInterval) {}
}
