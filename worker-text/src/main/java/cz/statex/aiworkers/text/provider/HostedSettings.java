package cz.statex.aiworkers.text.provider;

import cz.statex.aiworkers.core.config.properties.HostedModelProperties;
import cz.statex.aiworkers.core.config.properties.ProviderProperties;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which providers there are.
 *
 * @param accesses by provider, those that are off included
 * @param maxConcurrent requests that are open at once at each
 * @param timeout how long an answer may take
 * @param maxTokens longest answer
 */
public record HostedSettings(Map<Provider, Access> accesses, int maxConcurrent, Duration timeout, int maxTokens) {

    /** What a server without keys is sent as one, since its client wants one. */
    private static final String NO_KEY = "none";

    /**
     * How a provider is reached.
     *
     * @param baseUrl where; null if it is off
     * @param apiKey its key
     * @param key the variable that holds its key
     * @param missing what must be set to turn it on; null if it is on
     * @param models what tasks may ask for, the default first
     */
    public record Access(
            @Nullable String baseUrl, String apiKey, String key, @Nullable String missing, Set<String> models) {

        /** Keeps the order of the models. */
        public Access {
            models = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(models));
        }

        /** Without the key. */
        @Override
        public String toString() {
            return "Access[" + baseUrl + "]";
        }
    }

    /** Copies the accesses. */
    public HostedSettings {
        accesses = Map.copyOf(accesses);
    }

    /** What the properties say. */
    public static HostedSettings of(HostedModelProperties hosted, ProviderProperties keys) {
        Map<Provider, Access> accesses = new EnumMap<>(Provider.class);
        accesses.put(
                Provider.OPENAI,
                access(
                        hosted.openai().baseUrl().toString(),
                        keys.openaiApiKey(),
                        "OPENAI_API_KEY",
                        hosted.openai().model(),
                        hosted.openai().models()));
        accesses.put(
                Provider.ANTHROPIC,
                access(
                        hosted.anthropic().baseUrl().toString(),
                        keys.anthropicApiKey(),
                        "ANTHROPIC_API_KEY",
                        hosted.anthropic().model(),
                        hosted.anthropic().models()));
        accesses.put(Provider.OPENAI_COMPATIBLE, access(hosted.compatible()));
        return new HostedSettings(accesses, hosted.maxConcurrent(), hosted.timeout(), hosted.maxTokens());
    }

    private static Access access(String baseUrl, String apiKey, String variable, String model, List<String> models) {
        String missing = apiKey.isBlank() ? variable : null;
        return new Access(baseUrl, apiKey, variable, missing, all(model, models));
    }

    private static Access access(HostedModelProperties.Compatible server) {
        String missing = server.baseUrl() == null
                ? "AI_WORKERS_HOSTED_COMPATIBLE_BASE_URL"
                : server.model().isBlank() ? "AI_WORKERS_HOSTED_COMPATIBLE_MODEL" : null;
        return new Access(
                server.baseUrl() == null ? null : server.baseUrl().toString(),
                server.apiKey().isBlank() ? NO_KEY : server.apiKey(),
                "AI_WORKERS_HOSTED_COMPATIBLE_API_KEY",
                missing,
                all(server.model(), server.models()));
    }

    private static Set<String> all(String model, List<String> models) {
        Set<String> all = new LinkedHashSet<>(List.of(model));
        all.addAll(models);
        return all;
    }
}
