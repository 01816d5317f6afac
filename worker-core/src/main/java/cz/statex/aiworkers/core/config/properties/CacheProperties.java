package cz.statex.aiworkers.core.config.properties;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The cache of results.
 *
 * @param resultTtl how long a result answers equal inputs, in seconds if no unit is given; RESULT_CACHE_TTL
 * @param localSize how much of it this process keeps
 */
@Validated
@ConfigurationProperties("ai-workers.cache")
public record CacheProperties(
        @DefaultValue("1800") @DurationUnit(ChronoUnit.SECONDS) @DurationMin(seconds = 1) Duration resultTtl,
        @DefaultValue("32MB") DataSize localSize) {}
