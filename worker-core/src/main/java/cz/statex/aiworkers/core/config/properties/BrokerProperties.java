package cz.statex.aiworkers.core.config.properties;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.validation.annotation.Validated;

/**
 * The message broker.
 *
 * @param url where it is, {@code amqp(s)://user:password@host:port/vhost}; BROKER_URL
 * @param topic the exchange that takes tasks, and first part of the queues' names; BROKER_TOPIC
 * @param retryAttempts how often publishing, and the first connection, is tried before giving up;
 *     BROKER_RETRY_ATTEMPTS
 * @param retryDelay wait between attempts, in milliseconds if no unit is given; BROKER_RETRY_DELAY
 * @param confirmTimeout how long to wait for the broker's confirm of a message
 * @param consumerTimeout how long the broker lets a delivery go unsettled; must be the broker's own consumer_timeout
 * @param queryConcurrency how many queries this process answers at once; 0 leaves them to other workers
 */
@Validated
@ConfigurationProperties("ai-workers.broker")
public record BrokerProperties(
        @DefaultValue("amqp://guest:guest@localhost:5672") @NotBlank String url,
        @DefaultValue("ai-tasks") @NotBlank @Size(max = 64) String topic,
        @DefaultValue("3") @Min(1) @Max(100) int retryAttempts,
        @DefaultValue("1000") @DurationUnit(ChronoUnit.MILLIS) @DurationMin(millis = 10) Duration retryDelay,
        @DefaultValue("5s") @DurationMin(millis = 100) Duration confirmTimeout,
        @DefaultValue("30m") @DurationMin(seconds = 1) Duration consumerTimeout,
        @DefaultValue("1") @Min(0) @Max(16) int queryConcurrency) {

    /** Without the URL, which may carry a password. */
    @Override
    public String toString() {
        return "BrokerProperties[topic=" + topic + "]";
    }
}
