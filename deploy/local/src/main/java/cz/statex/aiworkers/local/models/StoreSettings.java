package cz.statex.aiworkers.local.models;

import cz.statex.aiworkers.core.model.repository.RepositorySettings;
import cz.statex.aiworkers.core.model.source.SourceSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * Where the models of this host are, and where they come from: by the variables that workers read.
 *
 * @param cache folder of the model files
 * @param catalog the operator's own catalog
 * @param isCatalogNamed whether somebody asked for that file, so that it has to be there
 * @param maxBytes largest model that is accepted
 * @param fleet the fleet's own repository, null for none
 * @param hub the model hub
 * @param hubToken shown to the model hub
 * @param s3 an S3 service other than Amazon's
 * @param npm the npm client
 * @param mavenSettings Maven's settings, null for those in the home directory
 * @param timeouts how long places may take
 * @param lockTimeout how long to wait for another process that works on the same model
 */
public record StoreSettings(
        Path cache,
        Path catalog,
        boolean isCatalogNamed,
        long maxBytes,
        @Nullable URI fleet,
        URI hub,
        String hubToken,
        @Nullable URI s3,
        String npm,
        @Nullable Path mavenSettings,
        SourceSettings.Timeouts timeouts,
        Duration lockTimeout) {

    private static final String PREFIX = "AI_WORKERS_MODELS_";

    /**
     * What {@code environment} says; a folder or catalog that is named by a person wins.
     *
     * @throws IllegalArgumentException if a value is none
     */
    public static StoreSettings of(
            Map<String, String> environment, @Nullable Path namedCache, @Nullable Path namedCatalog) {
        String folder = value(
                environment,
                "CACHE_DIR",
                "MODEL_CACHE_DIR",
                System.getProperty("user.home") + "/.cache/ai-workers/models");
        Path cache = RepositorySettings.atHome(namedCache == null ? Path.of(folder) : namedCache);
        String catalog = value(environment, "CATALOG", "", "");
        Path file = catalog.isEmpty() ? cache.resolve("catalog.yml") : Path.of(catalog);
        String settings = value(environment, "SOURCES_MAVEN_SETTINGS", "", "");
        return new StoreSettings(
                cache,
                namedCatalog == null ? file : namedCatalog,
                namedCatalog != null || !catalog.isEmpty(),
                bytes(value(environment, "MAX_SIZE", "MAX_MODEL_SIZE", "5000000000")),
                address(value(environment, "DOWNLOAD_URL", "MODEL_DOWNLOAD_URL", "")),
                URI.create(value(environment, "SOURCES_HUB", "", SourceSettings.PUBLIC_HUB.toString())),
                environment.getOrDefault(
                        "AI_WORKERS_PROVIDERS_HUGGINGFACE_TOKEN", environment.getOrDefault("HUGGINGFACE_TOKEN", "")),
                address(value(environment, "SOURCES_S3", "", "")),
                value(environment, "SOURCES_NPM", "", "npm"),
                settings.isEmpty() ? null : Path.of(settings),
                new SourceSettings.Timeouts(
                        duration(environment, "CONNECT_TIMEOUT", SourceSettings.Timeouts.DEFAULT.connect()),
                        duration(environment, "STALL_TIMEOUT", SourceSettings.Timeouts.DEFAULT.stall()),
                        duration(environment, "COMMAND_TIMEOUT", SourceSettings.Timeouts.DEFAULT.command())),
                duration(environment, "LOCK_TIMEOUT", RepositorySettings.LOCK_TIMEOUT));
    }

    /** Written as workers read it: {@code 30s}, {@code 10m}, {@code PT30S}, or a number of milliseconds. */
    private static Duration duration(Map<String, String> environment, String name, Duration otherwise) {
        String text = value(environment, "SOURCES_" + name, "", "");
        try {
            return text.isEmpty() ? otherwise : DurationStyle.detectAndParse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    PREFIX + "SOURCES_" + name + " is '" + text + "', but must be a time, for example 30s", e);
        }
    }

    private static String value(Map<String, String> environment, String canonical, String seed, String otherwise) {
        String value = environment.getOrDefault(PREFIX + canonical, environment.getOrDefault(seed, ""));
        return value.isBlank() ? otherwise : value;
    }

    private static @Nullable URI address(String text) {
        return text.isEmpty() ? null : URI.create(text);
    }

    private static long bytes(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "MAX_MODEL_SIZE (or " + PREFIX + "MAX_SIZE) is '" + text + "', but must be a number of bytes", e);
        }
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "StoreSettings[cache=" + cache + ", catalog=" + catalog + "]";
    }
}
