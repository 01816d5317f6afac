package cz.statex.aiworkers.core.config.properties;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.validation.annotation.Validated;

/**
 * Metrics and health over HTTP.
 *
 * @param prometheusEnabled whether {@code /prometheus} is served; PROMETHEUS_ENABLED
 * @param prometheusPort port of {@code /health}, {@code /health/ready} and {@code /prometheus}, 0 for a free one;
 *     PROMETHEUS_PORT
 * @param metricsUpdateInterval how long a maximum in the metrics is remembered, best the interval in which they are
 *     fetched, in seconds if no unit is given; METRICS_UPDATE_INTERVAL
 */
@Validated
@ConfigurationProperties("ai-workers.observation")
public record ObservationProperties(
        @DefaultValue("true") boolean prometheusEnabled,
        @DefaultValue("9090") @Min(0) @Max(65_535) int prometheusPort,
        @DefaultValue("10") @DurationUnit(ChronoUnit.SECONDS) @DurationMin(seconds = 1)
                Duration metricsUpdateInterval) {}
