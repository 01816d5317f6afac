package cz.statex.aiworkers.core.config.properties;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Keys of services that workers may call. Without a key the models that need it are not offered.
 *
 * @param openaiApiKey key of OpenAI's interface; OPENAI_API_KEY
 * @param anthropicApiKey key of Anthropic's interface; ANTHROPIC_API_KEY
 * @param huggingfaceToken token of the Hugging Face hub, for models that need one; HUGGINGFACE_TOKEN
 */
@ConfigurationProperties("ai-workers.providers")
public record ProviderProperties(
        @DefaultValue("") String openaiApiKey,
        @DefaultValue("") String anthropicApiKey,
        @DefaultValue("") String huggingfaceToken) {

    /** Without the keys. */
    @Override
    public String toString() {
        return "ProviderProperties[]";
    }
}
