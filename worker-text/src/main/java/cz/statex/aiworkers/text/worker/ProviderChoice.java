package cz.statex.aiworkers.text.worker;

import cz.statex.aiworkers.core.task.TaskFailure;
import cz.statex.aiworkers.orchestrator.protocol.ErrorCode;
import cz.statex.aiworkers.orchestrator.protocol.TaskError;
import cz.statex.aiworkers.text.provider.Provider;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who answers a task.
 *
 * @param provider who
 * @param model the provider's model; its default if null
 */
record ProviderChoice(Provider provider, @Nullable String model) {

    /**
     * What the parameters of a task say.
     *
     * @param provider {@code provider}; local if null
     * @param providerModel {@code provider_model}
     * @param localModel {@code model}
     * @throws TaskFailure if they contradict each other
     */
    static ProviderChoice of(@Nullable Provider provider, @Nullable String providerModel, @Nullable String localModel)
            throws TaskFailure {
        ProviderChoice choice = new ProviderChoice(Objects.requireNonNullElse(provider, Provider.LOCAL), providerModel);
        if (choice.isHosted() && localModel != null) {
            throw refused("model", "model names a local model; name the provider's in provider_model");
        }
        if (!choice.isHosted() && providerModel != null) {
            throw refused("provider_model", "provider_model needs a provider other than local");
        }
        return choice;
    }

    /** Whether it is none of the fleet's own models. */
    boolean isHosted() {
        return provider != Provider.LOCAL;
    }

    /** Refuses a parameter that contradicts another. */
    static TaskFailure refused(String field, String message) {
        return new TaskFailure.Permanent(
                new TaskError(ErrorCode.INVALID_INPUT, message, false, Map.of("field", field)));
    }
}
