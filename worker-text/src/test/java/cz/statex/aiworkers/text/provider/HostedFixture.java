package cz.statex.aiworkers.text.provider;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A fake provider, models of it, and what is observed of them. */
abstract class HostedFixture {

    static final String TEXT = "The text of the customer, which nobody else may read.";
    static final String GOOD =
            "{\"sentiment\":\"positive\",\"confidence\":0.9,\"scores\":{\"positive\":0.9,\"negative\":0.02,\"neutral\":0.08}}";
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    final List<String> observed = new CopyOnWriteArrayList<>();
    FakeProvider server;

    @BeforeEach
    void start() throws IOException {
        server = new FakeProvider();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    HostedModels models(Duration timeout, int maxConcurrent) {
        return models(server.settings(timeout, maxConcurrent));
    }

    HostedModels models(HostedSettings settings) {
        return new HostedModels(
                settings,
                Clock.fixed(NOW, ZoneOffset.UTC),
                HostedObserver.of(
                        (provider, model, outcome) -> observed.add(provider + " " + model + " " + outcome),
                        (provider, model, input, output) ->
                                observed.add(provider + " " + model + " used " + input + " " + output)));
    }
}
