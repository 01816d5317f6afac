package cz.statex.aiworkers.core.config.properties;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How tasks run.
 *
 * @param maxConcurrentTasks tasks worked on at once; MAX_CONCURRENT_TASKS
 * @param taskTimeout time limit of an attempt whose task names none, in seconds if no unit is given; TASK_TIMEOUT
 * @param maxTaskTimeout longest time limit that a task may name
 * @param drainGrace how long running tasks may take to end when the process stops
 * @param maxInlineSize largest input inside a message
 * @param scratchDirectory where attempts have their files; the system's temporary directory if empty
 * @param retry the waits before further attempts
 */
@Validated
@ConfigurationProperties("ai-workers.execution")
public record ExecutionProperties(
        @DefaultValue("5") @Min(1) @Max(1000) int maxConcurrentTasks,
        @DefaultValue("300") @DurationUnit(ChronoUnit.SECONDS) @DurationMin(seconds = 1) Duration taskTimeout,
        @DefaultValue("25m") @DurationMin(seconds = 1) Duration maxTaskTimeout,
        @DefaultValue("30s") @DurationMin(seconds = 0) Duration drainGrace,
        @DefaultValue("256KB") DataSize maxInlineSize,
        @Nullable Path scratchDirectory,
        @DefaultValue @Valid Retry retry) {

    /**
     * The waits before further attempts: exponential with full jitter.
     *
     * @param first upper bound of the first wait
     * @param cap upper bound of any wait
     * @param budget most that all waits of one task may add up to
     */
    public record Retry(
            @DefaultValue("1s") @DurationMin(millis = 1) Duration first,
            @DefaultValue("5m") @DurationMin(millis = 1) Duration cap,
            @DefaultValue("1h") @DurationMin(millis = 1) Duration budget) {}
}
