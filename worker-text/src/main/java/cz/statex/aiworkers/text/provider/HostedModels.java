package cz.statex.aiworkers.text.provider;

import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.ModelRef;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.anthropic.AnthropicChatModel;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;

/**
 * The hosted models that tasks may ask for. Thread-safe. Nothing is sent before somebody asks; connections are kept for a
 * few minutes after the last answer.
 */
public final class HostedModels {

    private final HostedSettings settings;
    private final Map<Provider, ChatService> services = new EnumMap<>(Provider.class);

    /** Those of {@code settings}. */
    public HostedModels(HostedSettings settings, Clock clock, HostedObserver observer) {
        this.settings = settings;
        Requests requests = new Requests(clock, settings.timeout());
        settings.accesses().forEach((provider, access) -> {
            if (access.missing() == null) {
                services.put(
                        provider,
                        new ChatService(
                                provider,
                                access.key(),
                                provider == Provider.ANTHROPIC
                                        ? anthropic(access, requests)
                                        : openai(provider, access, requests),
                                requests,
                                settings,
                                observer));
            }
        });
    }

    /** No models at all: every provider is off. */
    public static HostedModels none() {
        return new HostedModels(
                new HostedSettings(Map.of(), 1, Duration.ofSeconds(1), 1), Clock.systemUTC(), HostedObserver.NONE);
    }

    /** How many requests are open at once at each provider. */
    public int maxConcurrent() {
        return settings.maxConcurrent();
    }

    /**
     * A model.
     *
     * @param model its name at the provider; the provider's default if null
     * @throws TaskFailure if the provider is off, with the variable that turns it on, or tasks may not ask for the model
     */
    public HostedText model(Provider provider, @Nullable String model) throws TaskFailure {
        HostedSettings.Access access = settings.accesses().get(provider);
        ChatService service = services.get(provider);
        if (access == null || service == null) {
            String missing = access == null ? "a provider that hosts models" : access.missing();
            throw new TaskFailure.Permanent(new TaskError(
                    ErrorCode.MODEL_NOT_FOUND,
                    "provider " + provider.wireName() + " is off: set " + missing + " where the workers run",
                    false,
                    Map.of("field", "provider", "value", provider.wireName(), "missing", String.valueOf(missing))));
        }
        String wanted = model == null ? access.models().iterator().next() : model;
        if (!access.models().contains(wanted)) {
            throw new TaskFailure.Permanent(new TaskError(
                    ErrorCode.MODEL_NOT_FOUND,
                    "provider_model is none that tasks may ask " + provider.wireName() + " for; they may ask for "
                            + String.join(", ", access.models()),
                    false,
                    Map.of("field", "provider_model")));
        }
        return service.of(wanted);
    }

    /**
     * A model as results name it: by its name at the provider, who stands in the place of the device. What it really ran on, and
     * which version it is, only the provider knows.
     *
     * @throws TaskFailure as {@link #model} does
     */
    public ModelRef describe(Provider provider, @Nullable String model) throws TaskFailure {
        var unused = model(provider, model);
        HostedSettings.Access access =
                Objects.requireNonNull(settings.accesses().get(provider));
        String name = model == null ? access.models().iterator().next() : model;
        return new ModelRef(name, "hosted", provider.wireName(), null);
    }

    private Chat openai(Provider provider, HostedSettings.Access access, Requests requests) {
        ChatModel model = OpenAiChatModel.builder()
                .options(openaiOptions(
                        provider, access, access.models().iterator().next()))
                .httpClientBuilderCustomizer(builder -> builder.interceptor(requests))
                .build();
        return new Chat(model, name -> openaiOptions(provider, access, name));
    }

    /** OpenAI has renamed the limit; the servers that speak its interface still know it by its old name. */
    private OpenAiChatOptions openaiOptions(Provider provider, HostedSettings.Access access, String name) {
        OpenAiChatOptions.Builder options = OpenAiChatOptions.builder()
                .baseUrl(String.valueOf(access.baseUrl()))
                .apiKey(access.apiKey())
                .model(name)
                .timeout(settings.timeout())
                .maxRetries(0)
                .responseFormat(OpenAiChatModel.ResponseFormat.builder()
                        .type(OpenAiChatModel.ResponseFormat.Type.JSON_OBJECT)
                        .build());
        return provider == Provider.OPENAI
                ? options.maxCompletionTokens(settings.maxTokens()).build()
                : options.maxTokens(settings.maxTokens()).build();
    }

    private Chat anthropic(HostedSettings.Access access, Requests requests) {
        ChatModel model = AnthropicChatModel.builder()
                .options(anthropicOptions(access, access.models().iterator().next()))
                .httpClientBuilderCustomizer(builder -> builder.interceptor(requests))
                .build();
        return new Chat(model, name -> anthropicOptions(access, name));
    }

    private AnthropicChatOptions anthropicOptions(HostedSettings.Access access, String name) {
        return AnthropicChatOptions.builder()
                .baseUrl(String.valueOf(access.baseUrl()))
                .apiKey(access.apiKey())
                .model(name)
                .timeout(settings.timeout())
                .maxRetries(0)
                .maxTokens(settings.maxTokens())
                .build();
    }
}
