package cz.statex.aiworkers.core.config;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.validation.annotation.Validated;

/**
 * Models: where their files are kept, how long they stay in memory, and how they use the machine.
 *
 * @param cacheDir folder of the model files of this host; made when it is first needed; a leading {@code ~} is
 *     the home directory; MODEL_CACHE_DIR
 * @param cacheTtl how long a model stays in memory after its last use; seconds if no unit is given; MODEL_CACHE_TTL
 * @param loadTimeout how long a load may take; seconds if no unit is given; MODEL_LOAD_TIMEOUT
 * @param maxSize largest model that is accepted, in bytes of its files; MAX_MODEL_SIZE
 * @param downloadUrl where models that have no other source are fetched from; MODEL_DOWNLOAD_URL
 * @param catalog the operator's own catalog, added to the built-in one
 * @param device {@code cpu}, {@code cuda:N}, or {@code auto} for the first GPU if there is one
 * @param lanes inference threads; 0 for as many as the cores allow
 * @param threadsPerLane cores that one batch is computed on
 * @param engineDir where the engine's native libraries are unpacked; DJL's own choice if absent
 */
@Validated
@ConfigurationProperties("ai-workers.models")
public record ModelProperties(
        @DefaultValue("~/.cache/ai-workers/models") Path cacheDir,
        @DefaultValue("3600") @DurationUnit(ChronoUnit.SECONDS) @DurationMin(seconds = 1) Duration cacheTtl,
        @DefaultValue("60") @DurationUnit(ChronoUnit.SECONDS) @DurationMin(seconds = 1) Duration loadTimeout,
        @DefaultValue("5000000000") @Positive long maxSize,
        @Nullable URI downloadUrl,
        @Nullable Path catalog,
        @DefaultValue("auto") @Pattern(regexp = "auto|cpu|cuda:\\d{1,3}") String device,
        @DefaultValue("0") @Min(0) int lanes,
        @DefaultValue("1") @Min(1) int threadsPerLane,
        @Nullable Path engineDir) {

    /** Finds the home directory. */
    public ModelProperties {
        if (cacheDir.startsWith("~")) {
            cacheDir = Path.of(System.getProperty("user.home"))
                    .resolve(Path.of("~").relativize(cacheDir));
        }
    }
}
