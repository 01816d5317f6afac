package cz.statex.aiworkers.core.config.properties;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Models that others host, which tasks may ask for by {@code provider}. A provider without a key is off; its key is among
 * {@code ai-workers.providers}.
 *
 * @param openai OpenAI
 * @param anthropic Anthropic
 * @param compatible any server that speaks OpenAI's interface, such as Ollama or vLLM
 * @param maxConcurrent requests that this process has open at each provider
 * @param timeout how long an answer may take
 * @param maxTokens longest answer, in the provider's tokens
 */
@Validated
@ConfigurationProperties("ai-workers.hosted")
public record HostedModelProperties(
        @DefaultValue @Valid OpenAi openai,
        @DefaultValue @Valid Anthropic anthropic,
        @DefaultValue @Valid Compatible compatible,
        @DefaultValue("4") @Min(1) @Max(1000) int maxConcurrent,
        @DefaultValue("60s") @DurationMin(millis = 1) Duration timeout,
        @DefaultValue("8192") @Min(1) int maxTokens) {

    /**
     * OpenAI.
     *
     * @param baseUrl where its interface is
     * @param model the model that answers if a task names none
     * @param models more models that tasks may name
     */
    public record OpenAi(
            @DefaultValue("https://api.openai.com/v1") URI baseUrl,
            @DefaultValue("gpt-5-mini") String model,
            @DefaultValue List<String> models) {}

    /**
     * Anthropic.
     *
     * @param baseUrl where its interface is
     * @param model the model that answers if a task names none
     * @param models more models that tasks may name
     */
    public record Anthropic(
            @DefaultValue("https://api.anthropic.com") URI baseUrl,
            @DefaultValue("claude-haiku-4-5") String model,
            @DefaultValue List<String> models) {}

    /**
     * A server that speaks OpenAI's interface.
     *
     * @param baseUrl where its interface is, for example {@code http://localhost:11434/v1}; off if absent
     * @param apiKey its key, if it wants one
     * @param model the model that answers if a task names none; off if empty
     * @param models more models that tasks may name
     */
    public record Compatible(
            @Nullable URI baseUrl,
            @DefaultValue("") String apiKey,
            @DefaultValue("") String model,
            @DefaultValue List<String> models) {

        /** Without the key. */
        @Override
        public String toString() {
            return "Compatible[" + model + "]";
        }
    }
}
