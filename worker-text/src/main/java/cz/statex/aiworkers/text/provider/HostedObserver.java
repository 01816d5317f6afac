package cz.statex.aiworkers.text.provider;

/** Is told what hosted models are asked. Called on the threads of tasks; must return quickly and not throw. */
public interface HostedObserver {

    /** Notes nothing. */
    HostedObserver NONE = of((provider, model, outcome) -> {}, (provider, model, input, output) -> {});

    /** Takes a request that has ended. */
    @FunctionalInterface
    interface Ended {
        /** Provider, model and outcome. */
        void accept(String provider, String model, String outcome);
    }

    /** Takes the tokens of an answer. */
    @FunctionalInterface
    interface Taken {
        /** Provider, model, tokens of the prompt and of the answer. */
        void accept(String provider, String model, long inputTokens, long outputTokens);
    }

    /** Tells both. */
    static HostedObserver of(Ended ended, Taken taken) {
        return new HostedObserver() {
            @Override
            public void requested(String provider, String model, String outcome) {
                ended.accept(provider, model, outcome);
            }

            @Override
            public void used(String provider, String model, long inputTokens, long outputTokens) {
                taken.accept(provider, model, inputTokens, outputTokens);
            }
        };
    }

    /**
     * A request has ended.
     *
     * @param outcome {@code answered}, {@code malformed}, {@code cut}, {@code limited}, {@code refused}, {@code unavailable}
     *     or {@code stopped}
     */
    void requested(String provider, String model, String outcome);

    /** An answer took tokens. */
    void used(String provider, String model, long inputTokens, long outputTokens);
}
