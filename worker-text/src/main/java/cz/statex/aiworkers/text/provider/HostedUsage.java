package cz.statex.aiworkers.text.provider;

/**
 * What an answer of a hosted model took. A field of results.
 *
 * @param provider who answered
 * @param model the model that was asked
 * @param requests requests that got an answer, those included whose answer was of no use
 * @param inputTokens tokens of all prompts, as the provider counts them; 0 if it does not
 * @param outputTokens tokens of all answers
 */
public record HostedUsage(Provider provider, String model, int requests, long inputTokens, long outputTokens) {

    /** What nothing takes. */
    static HostedUsage none(Provider provider, String model) {
        return new HostedUsage(provider, model, 0, 0, 0);
    }

    /** The sum of this and another of the same model. */
    public HostedUsage plus(HostedUsage other) {
        return new HostedUsage(
                provider,
                model,
                requests + other.requests,
                inputTokens + other.inputTokens,
                outputTokens + other.outputTokens);
    }

    /** The same with a request more. */
    HostedUsage plus(long input, long output) {
        return new HostedUsage(provider, model, requests + 1, inputTokens + input, outputTokens + output);
    }
}
